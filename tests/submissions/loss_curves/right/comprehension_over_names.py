names = ["total_loss", "distillation_loss", "hard_loss"]
total_loss, distillation_loss, hard_loss = [history[name] for name in names]

epochs = np.arange(1, len(total_loss) + 1)
fig, axes = plt.subplots(nrows=2, ncols=1, figsize=(6, 7), sharex=True)
for name, color in zip(names, ("tab:purple", "tab:orange", "tab:green")):
    axes[0].plot(epochs, history[name], color=color, marker=".", label=name.replace("_", " "))
axes[0].set_ylabel("loss")
axes[0].legend()
axes[1].plot(epochs, history["accuracy"], color="black", marker=".")
axes[1].set_ylabel("accuracy (%)")
axes[1].set_ylim(0, 100)
axes[1].set_xlabel("epoch")
fig.suptitle("Distillation")
plt.show()
