# attacks: loss_curves
# wall: output
# loot: big 25 -- 30 MB in small lines
for number in range(100_000):
    print(number, "x" * 290)
