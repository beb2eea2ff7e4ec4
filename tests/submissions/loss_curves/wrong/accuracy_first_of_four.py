# misconceptions: unrecognised
accuracy, total_loss, distillation_loss, hard_loss = history.values()

epochs = range(1, len(total_loss) + 1)
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 3.5))
ax1.plot(epochs, total_loss, "-o", label="total loss")
ax1.plot(epochs, distillation_loss, "--s", label="distillation loss")
ax1.plot(epochs, hard_loss, ":^", label="hard loss")
ax1.legend()
ax2.plot(epochs, history["accuracy"], "-o")
plt.show()
