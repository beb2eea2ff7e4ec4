total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig, ax_loss = plt.subplots(figsize=(7, 4))
epochs = range(1, len(total_loss) + 1)
lines = ax_loss.plot(epochs, total_loss, "b-", label="total") + ax_loss.plot(epochs, distillation_loss, "b--", label="distillation") \
    + ax_loss.plot(epochs, hard_loss, "b:", label="hard")
ax_loss.set_ylabel("loss", color="b")
ax_acc = ax_loss.twinx()
lines += ax_acc.plot(epochs, history["accuracy"], "r-", label="accuracy")
ax_acc.set_ylabel("accuracy (%)", color="r")
ax_acc.set_ylim(0, 100)
ax_loss.legend(lines, [line.get_label() for line in lines])
fig.tight_layout()
plt.show()
