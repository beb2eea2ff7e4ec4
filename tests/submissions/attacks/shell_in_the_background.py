# attacks: compression
# wall: processes
# loot: survivor -- nohup and an ampersand
import os

os.system(f"(trap '' TERM HUP INT; nohup setsid sleep {host['nap']} >/dev/null 2>&1 &) &")
