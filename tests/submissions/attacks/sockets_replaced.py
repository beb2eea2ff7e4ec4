# attacks: compression
# wall: sandbox
# loot: prints -- a link in the place of the kernel's socket, for the grader to connect to
import os

from ipykernel.kernelapp import IPKernelApp

app = IPKernelApp.instance()
socket = f"{app.ip}-{app.shell_port}"
try:
    os.rename(socket, socket + " moved")
    os.symlink("/dev/null", socket)
    print("loot:", os.readlink(socket))
    os.remove(socket)
    os.rename(socket + " moved", socket)
except OSError as error:
    print(error)
