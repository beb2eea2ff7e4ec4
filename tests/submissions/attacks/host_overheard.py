# attacks: loss_curves
# wall: calls
# loot: prints -- what the machine runs while this does, and a lease that makes others wait
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
ear = libc.inotify_init1(0o4000)  # which does not wait
if ear >= 0 and libc.inotify_add_watch(ear, b"/usr/bin", 0xFFF) >= 0:
    os.stat("/usr/bin/env")
    os.close(os.open("/usr/bin/env", os.O_RDONLY))
    try:
        print("loot:", len(os.read(ear, 4096)), "bytes heard")
    except OSError:
        pass
mine = os.open("/tmp/leased", os.O_CREAT | os.O_RDONLY)
try:
    fcntl.fcntl(mine, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    print("loot: a lease")
except OSError:
    pass
