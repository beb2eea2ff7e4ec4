# attacks: distillation_loss
# wall: memory
# loot: prints -- three gigabytes, each page of them written to
blocks = [b"x" * (1 << 26) for _ in range(48)]
print("loot:", len(blocks) << 6, "MB")
