# attacks: compression
# wall: judge
# loot: stock -- sockets, pipes and events of the kernel's, all at once
import os

os.closerange(0, 1024)
