# attacks: loss_curves
# wall: separation
# loot: neighbour -- the lab's helper module, and whatever Python imports of its own accord
import os
import site

for file in "kdlab.py", "sitecustomize.py", "/lab/kdlab.py", f"{site.getusersitepackages()}/usercustomize.py":
    try:
        os.makedirs(os.path.dirname(os.path.abspath(file)), exist_ok=True)
        open(file, "a").write("\n# left behind by helper_poisoned\n")
    except OSError:
        pass
