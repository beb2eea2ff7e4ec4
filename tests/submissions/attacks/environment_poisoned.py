# attacks: compression
# wall: sandbox
# loot: prints -- torch itself may be written to, which the next submission imports
import matplotlib

for module in torch, np, matplotlib:
    try:
        open(module.__file__, "r+").close()
        print("loot: may write", module.__name__)
    except OSError as error:
        print(error)
