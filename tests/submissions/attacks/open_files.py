# attacks: compression
# wall: limits
# loot: prints -- 3,000 files open at once, and the limit raised for more
import os
import resource

most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(3_000)]
    print("loot:", len(opened), "open files")
    os.closerange(min(opened), max(opened) + 1)
except OSError as error:
    for number in range(200, most if most < 5_000 else 0):
        try:
            os.close(number)
        except OSError:
            pass
    print(error)
