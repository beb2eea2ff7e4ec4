# attacks: compression
# wall: disk
# loot: prints -- 100,000 files with nothing in them use up what a file system can number
import os

os.mkdir("/tmp/bomb")
try:
    for number in range(100_000):
        os.close(os.open(f"/tmp/bomb/{number}", os.O_CREAT | os.O_WRONLY))
    print("loot: 100000 files")
except OSError as error:
    print(error)
import shutil

shutil.rmtree("/tmp/bomb")
