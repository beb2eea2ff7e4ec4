# attacks: training_loop
# wall: calls
# loot: prints -- what a notebook never needs and others found holes in: queues past every filter, faults, keys, other families
import ctypes
import os
import resource
import socket

libc, space = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(200)
CALLS = {"io_uring": (425, 4, space), "userfaultfd": (323, 1), "memory that nobody can read": (447, 0), "keys": (250, 0, -3, 0),
         "a tree of mounts": (428, -100, b"/tmp", 0), "a descriptor of another process": (438, -1, 0, 0),
         "a handle of a file": (303, -100, b"/usr/bin", ctypes.create_string_buffer(b"\x80\0\0\0", 200), space, 0)}
if os.uname().machine == "x86_64":
    for name, call in CALLS.items():
        if libc.syscall(*call) >= 0:
            print("loot:", name)
for name, family, kind in ("the machine's host", 40, socket.SOCK_STREAM), ("the kernel's messages", 16, socket.SOCK_RAW):
    try:
        socket.socket(family, kind)
        print("loot: a socket to", name)
    except OSError:
        pass
try:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("loot: the host's crash handler")
except OSError:
    pass
