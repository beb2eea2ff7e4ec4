# attacks: loss_curves
# wall: separation
# loot: neighbour -- in every folder that may be written to
import os

for folder in os.getcwd(), "/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~"), "/run/kernel", "/home":
    try:
        open(f"{folder}/left behind", "w").write("left behind by files_left_behind")
    except OSError:
        pass
