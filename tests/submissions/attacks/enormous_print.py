# attacks: compression
# wall: output
# loot: big 25 -- 60 MB at once
print(("x" * 19 + "\n") * 3_000_000)
