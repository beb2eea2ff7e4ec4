# attacks: compression
# wall: limits
# loot: prints -- 1,500 threads at once
import threading

threading.stack_size(1 << 16)
leave, started = threading.Event(), 0
try:
    for started in range(1_500):
        threading.Thread(target=leave.wait, args=(20,), daemon=True).start()
except RuntimeError:
    pass
if started == 1_499:
    print("loot:", started + 1, "threads")
leave.set()
