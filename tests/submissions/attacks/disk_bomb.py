# attacks: loss_curves
# wall: disk
# loot: prints -- 400 MB, in files of 100
import os

for folder in os.getcwd(), "/tmp", "/dev/shm", os.path.expanduser("~"):
    try:
        for number in range(4):
            with open(f"{folder}/bomb {number}", "wb") as file:
                for _ in range(100):
                    file.write(b"x" * 1_000_000)
        print("loot: 400 MB in", folder)
    except OSError as error:
        print(error)
    for number in range(4):
        if os.path.exists(f"{folder}/bomb {number}"):
            os.remove(f"{folder}/bomb {number}")
