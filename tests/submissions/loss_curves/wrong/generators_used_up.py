# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = (iter(history[k]) for k in ("total_loss", "distillation_loss", "hard_loss"))

fig, (ax1, ax2) = plt.subplots(1, 2)
for values in total_loss, distillation_loss, hard_loss:
    ax1.plot(list(values))
ax2.plot(history["accuracy"])
plt.show()
