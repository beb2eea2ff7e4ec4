# attacks: distillation_loss
# wall: memory
# loot: prints -- a gigabyte and a half, each page of them written to
blocks = [b"x" * (1 << 26) for _ in range(24)]
print("loot:", len(blocks) << 6, "MB")
