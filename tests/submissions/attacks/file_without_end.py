# attacks: loss_curves
# wall: limits
# loot: prints -- a terabyte of nothing, for whoever copies the folder
import os

for folder in os.getcwd(), "/tmp":
    try:
        with open(f"{folder}/sparse", "wb") as file:
            file.truncate(1 << 36)
        print("loot: a file of", os.path.getsize(f"{folder}/sparse"), "bytes")
        os.remove(f"{folder}/sparse")
    except OSError as error:
        print(error)
