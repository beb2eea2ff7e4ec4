from operator import itemgetter

from matplotlib.ticker import MaxNLocator

total_loss, distillation_loss, hard_loss = itemgetter("total_loss", "distillation_loss", "hard_loss")(history)

fig = plt.figure(figsize=(10, 4), layout="constrained")
accuracy_ax = fig.add_subplot(121)
loss_ax = fig.add_subplot(122)

epochs = list(range(1, len(history["accuracy"]) + 1))
accuracy_ax.plot(epochs, history["accuracy"], "k-o")
accuracy_ax.set(title="Accuracy", xlabel="epoch", ylabel="%")
for label, values in {"total": total_loss, "soft": distillation_loss, "hard": hard_loss}.items():
    loss_ax.plot(epochs, values, label=label)
loss_ax.set(title="Losses", xlabel="epoch")
loss_ax.legend(loc="upper right")
for ax in fig.axes:
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
plt.show()
