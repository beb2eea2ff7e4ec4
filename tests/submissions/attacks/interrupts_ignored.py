# attacks: loss_curves
# wall: judge
# loot: stock -- who stops a cell by an interrupt alone waits for ever
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    time.sleep(1)
