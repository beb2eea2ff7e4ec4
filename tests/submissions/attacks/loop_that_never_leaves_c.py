# attacks: loss_curves
# wall: judge
# loot: stock -- no signal handler of Python's runs while C holds on: a lock that is asked for twice
import ctypes

libc, lock = ctypes.PyDLL(None), ctypes.create_string_buffer(64)
while True:
    libc.pthread_mutex_lock(lock)
