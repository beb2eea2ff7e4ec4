# attacks: loss_curves
# wall: sandbox
# loot: prints -- a gigabyte and a half in files without a name, which are in no process's size
import os

files = []
for number in range(12):
    files.append(os.memfd_create(f"bomb {number}"))
    for _ in range(128):
        os.write(files[-1], b"x" * (1 << 20))
print("loot:", len(files) << 7, "MB")
