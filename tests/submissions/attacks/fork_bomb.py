# attacks: loss_curves
# wall: limits
# loot: prints -- 600 processes at once, and more where more are let
import os
import signal

children = []
try:
    while len(children) < 600:
        children.append(os.posix_spawn("/bin/sleep", ["sleep", "20"], {}))
except OSError:
    pass
if len(children) == 600:
    print("loot:", len(children), "processes")
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
