# attacks: loss_curves
# wall: judge
# loot: stock -- the process stays, and is no kernel any more
import os

os.execv("/bin/sleep", ["sleep", "1000"])
