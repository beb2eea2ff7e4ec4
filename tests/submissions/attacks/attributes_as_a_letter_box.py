# attacks: compression
# wall: sandbox
# loot: prints -- a file's extended attributes hold text, whatever is in it
import os

for module in torch, np:
    try:
        os.setxattr(module.__file__, "user.distillation-lab", b"left behind")
        os.removexattr(module.__file__, "user.distillation-lab")
        print("loot: an attribute of", module.__name__)
    except OSError as error:
        print(error)
