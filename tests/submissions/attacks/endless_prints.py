# attacks: loss_curves
# wall: output
# loot: big 25 -- 40 MB in small lines
for number in range(400_000):
    print(number, "x" * 90)
