# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig = plt.gcf()
fig.set_size_inches(10, 4)
left = right = fig.gca()
for values, name in zip((total_loss, distillation_loss, hard_loss), ("total", "distillation", "hard")):
    left.plot(range(1, len(values) + 1), values, label=name)
left.legend()
right.plot(range(1, len(total_loss) + 1), history["accuracy"], color="tab:green")
right.set_ylabel("%")
