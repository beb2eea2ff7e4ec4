total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

epochs = np.arange(1, len(total_loss) + 1)
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 4))
for values, color in zip((total_loss, distillation_loss, hard_loss), ("C0", "C1", "C2")):
    ax1.fill_between(epochs, 0, values, color=color, alpha=0.3)
ax2.fill_between(epochs, history["accuracy"], color="C3", alpha=0.5)
ax2.axhline(50, ls=":", c="grey")
plt.show()
