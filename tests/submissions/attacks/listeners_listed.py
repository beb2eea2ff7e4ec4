# attacks: compression
# wall: network
# loot: prints -- which services the machine offers itself
for line in open("/proc/net/tcp").readlines()[1:]:
    port = int(line.split()[1].split(":")[1], 16)
    if port == host["port"]:
        print("loot: somebody listens on", port)
