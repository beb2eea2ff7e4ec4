# attacks: compression
# wall: network
# loot: heard -- a program of the system's that speaks TCP by itself
import subprocess

subprocess.run(["bash", "-c", f"printf connection_by_bash > /dev/tcp/127.0.0.1/{host['port']}"], stderr=subprocess.DEVNULL)
