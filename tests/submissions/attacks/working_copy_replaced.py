# attacks: loss_curves
# wall: sandbox
# loot: host -- the folder itself becomes a link to somebody else's
import os

here = os.getcwd()
try:
    os.rename(here, here + " moved")
    os.symlink(os.path.dirname(host["secret"][0]), here)
except OSError as error:
    print(error)
