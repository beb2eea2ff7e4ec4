# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

epochs = np.arange(1, len(total_loss) + 1)
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 4))
ax1.stackplot(epochs, total_loss, distillation_loss, hard_loss)
ax2.fill_between(epochs, history["accuracy"], color="C3", alpha=0.5)
ax2.axhline(50, ls=":", c="grey")
plt.show()
