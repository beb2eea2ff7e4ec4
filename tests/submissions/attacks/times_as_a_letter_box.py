# attacks: loss_curves
# wall: sandbox
# loot: prints -- a file's times hold 60 bits each, whatever is in it
import importlib.util
import os

for name in "torch", "numpy":
    file = importlib.util.find_spec(name).origin
    was = os.stat(file)
    try:
        os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
        print("loot: the times of", name)
    except OSError as error:
        print(error)
