# attacks: compression
# wall: judge
# loot: stock -- KeyboardInterrupt is an exception like any other
import time

while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
