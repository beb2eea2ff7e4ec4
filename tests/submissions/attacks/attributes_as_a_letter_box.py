# attacks: compression
# wall: sandbox
# loot: prints -- a file's extended attributes hold text, whatever is in it
import importlib.util
import os

for name in "torch", "numpy":
    file = importlib.util.find_spec(name).origin
    try:
        os.setxattr(file, "user.distillation-lab", b"left behind")
        os.removexattr(file, "user.distillation-lab")
        print("loot: an attribute of", name)
    except OSError as error:
        print(error)
