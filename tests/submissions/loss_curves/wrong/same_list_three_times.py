# misconceptions: unrecognised
total_loss = distillation_loss = hard_loss = history["total_loss"]

fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 3.5))
epochs = range(1, len(total_loss) + 1)
for values, label in ((total_loss, "total"), (distillation_loss, "distillation"), (hard_loss, "hard")):
    ax1.plot(epochs, values, label=label)
ax1.legend()
ax2.plot(epochs, history["accuracy"])
plt.show()
