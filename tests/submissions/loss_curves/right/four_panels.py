total_loss = history["total_loss"]
distillation_loss = history["distillation_loss"]
hard_loss = history["hard_loss"]

fig, axs = plt.subplots(1, 4, figsize=(16, 3), constrained_layout=True)
for ax, (key, values) in zip(axs.flat, history.items()):
    ax.plot(range(1, len(values) + 1), values, ".-")
    ax.set_title(key.replace("_", " "))
    ax.set_xlabel("epoch")
plt.show()
