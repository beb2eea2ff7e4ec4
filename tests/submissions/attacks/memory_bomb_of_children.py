# attacks: compression
# wall: memory
# loot: prints -- no process takes much, together they take a gigabyte and a half
import os
import time

here, there = os.pipe()
children = []
for _ in range(6):
    children.append(os.fork())
    if children[-1] == 0:
        block = b"x" * (1 << 28)
        os.write(there, b"x")
        time.sleep(20)
        os._exit(0)
os.close(there)
seen = b""
while len(seen) < 6 and (more := os.read(here, 6)):
    seen += more
    if any(os.waitpid(child, os.WNOHANG)[0] for child in children):
        break
else:
    print("loot:", len(children) << 8, "MB")
for child in children:
    try:
        os.kill(child, 9)
    except ProcessLookupError:
        pass
