total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

figure = plt.figure(figsize=(9, 4))
losses, accuracy = figure.subplots(ncols=2)
for values, marker in ((total_loss, "o"), (distillation_loss, "s"), (hard_loss, "^")):
    losses.scatter(np.arange(1, len(values) + 1), values, marker=marker)
losses.legend(["total", "distillation", "hard"])
accuracy.scatter(np.arange(1, len(history["accuracy"]) + 1), history["accuracy"], c=history["accuracy"], cmap="viridis")
accuracy.set_ylim(0, 100)
plt.show()
