# attacks: loss_curves
# wall: judge
# loot: slow 3 -- nbclient looks for a carriage return from each character to the end of the line: half a second here, for it minutes
print("x" * 150_000)
