# attacks: compression
# wall: output
# loot: big 25 -- 30 MB at once
print(("x" * 19 + "\n") * 1_500_000)
