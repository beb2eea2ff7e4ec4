total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig, (a, b) = plt.subplots(2, 1, figsize=(6, 6), sharex=False)
a.step(range(len(total_loss)), total_loss, where="mid", label="total")
a.step(range(len(distillation_loss)), distillation_loss, where="mid", label="distillation")
a.step(range(len(hard_loss)), hard_loss, where="mid", label="hard")
a.legend()
b.stairs(history["accuracy"], fill=True)
b.set_ylabel("accuracy (%)")
plt.show()
