# attacks: compression
# wall: judge
# loot: stock -- the kernel reads where there is nothing
import ctypes

ctypes.string_at(0)
