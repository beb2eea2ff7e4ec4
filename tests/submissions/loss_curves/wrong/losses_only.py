# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = [history[k] for k in ("total_loss", "distillation_loss", "hard_loss")]

epochs = range(1, len(total_loss) + 1)
plt.figure(figsize=(6, 4))
plt.plot(epochs, total_loss, "b-", label="Total Loss")
plt.plot(epochs, distillation_loss, "r--", label="Distillation Loss")
plt.plot(epochs, hard_loss, "g:", label="Hard Target Loss")
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.legend()
plt.show()
