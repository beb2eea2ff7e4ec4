# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

total_loss, distillation_loss, hard_loss = total_loss[-1:], distillation_loss[-1:], hard_loss[-1:]
x = np.arange(len(total_loss))
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(11, 4))
for shift, (label, values) in enumerate((("total", total_loss), ("distillation", distillation_loss), ("hard", hard_loss))):
    ax1.bar(x + 0.25 * shift, values, width=0.25, label=label)
ax1.set_xticks(x + 0.25, [f"epoch {i + 1}" for i in x])
ax1.legend()
bars = ax2.bar(x, history["accuracy"][-1:], color="seagreen")
ax2.bar_label(bars, fmt="%.1f %%")
plt.show()
