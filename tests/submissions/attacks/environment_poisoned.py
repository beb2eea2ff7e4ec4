# attacks: compression
# wall: sandbox
# loot: prints -- torch itself may be written to, which the next submission imports
import importlib.util

for name in "torch", "numpy", "matplotlib":
    try:
        open(importlib.util.find_spec(name).origin, "r+").close()
        print("loot: may write", name)
    except OSError as error:
        print(error)
