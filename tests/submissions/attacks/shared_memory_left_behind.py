# attacks: distillation_loss
# wall: sandbox
# loot: host -- System V memory belongs to no process and no file
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(host["shared memory key"], 4096, 0o1666)  # created
text = b"left behind by shared_memory_left_behind"
ctypes.memmove(libc.shmat(segment, None, 0), text, len(text))
