# attacks: compression
# wall: judge
# loot: stock -- neither dead nor alive
import os
import signal
import subprocess
import sys

me = os.getpid()
subprocess.Popen([sys.executable, "-c", f"import os, signal, time; time.sleep(0.2); os.kill({me}, signal.SIGSTOP)"])
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
os.kill(me, signal.SIGSTOP)
while True:
    signal.pause()
