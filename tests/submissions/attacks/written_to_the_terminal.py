# attacks: compression
# wall: sandbox
# loot: prints -- past IPython, to what was the process's own standard output
import os
import sys

for stream in sys.stdout, sys.stderr:
    number = getattr(stream, "_original_stdstream_copy", None)
    if number is not None and os.readlink(f"/proc/self/fd/{number}") not in ("/dev/null",):
        os.write(number, b"\33]0;written_to_the_terminal\a")
        print("loot:", os.readlink(f"/proc/self/fd/{number}"))
