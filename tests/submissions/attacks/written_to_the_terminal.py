# attacks: compression
# wall: judge
# loot: terminal -- past IPython, to what was the process's own standard output
import os
import sys

for standard, stream in (1, sys.stdout), (2, sys.stderr):
    number = getattr(stream, "_original_stdstream_copy", None) or standard
    if os.readlink(f"/proc/self/fd/{number}") not in ("/dev/null",):
        os.write(number, b"\33]0;written_to_the_terminal\a")
        print("loot:", os.readlink(f"/proc/self/fd/{number}"))
