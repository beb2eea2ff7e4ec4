# attacks: loss_curves
# wall: processes
# loot: survivor -- forked twice, a session of its own, deaf to signals
import os
import signal
import subprocess

if os.fork() == 0:
    os.setsid()
    for signum in signal.SIGHUP, signal.SIGTERM, signal.SIGINT:
        signal.signal(signum, signal.SIG_IGN)
    subprocess.Popen(["sleep", host["nap"]], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os._exit(0)
