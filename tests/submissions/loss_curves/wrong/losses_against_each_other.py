# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig, (ax1, ax2) = plt.subplots(1, 2)
ax1.plot(distillation_loss, hard_loss, "o-")
ax1.set(xlabel="distillation loss", ylabel="hard loss")
ax2.plot(range(1, len(total_loss) + 1), history["accuracy"])
plt.show()
