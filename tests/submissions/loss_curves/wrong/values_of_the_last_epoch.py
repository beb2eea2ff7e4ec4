# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = (history[k][-1] for k in ("total_loss", "distillation_loss", "hard_loss"))

plt.bar(["total", "distillation", "hard"], [total_loss, distillation_loss, hard_loss])
plt.show()
