# attacks: loss_curves
# wall: sandbox
# loot: prints -- a file's times hold 60 bits each, whatever is in it
import os

for module in torch, np:
    was = os.stat(module.__file__)
    try:
        os.utime(module.__file__, ns=(was.st_atime_ns, was.st_mtime_ns))
        print("loot: the times of", module.__name__)
    except OSError as error:
        print(error)
