total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 3))
lines = {name: ax.plot([], [], label=name)[0] for name, ax in zip(history, (ax1, ax1, ax1, ax2))}
for name, line in lines.items():
    line.set_data(range(1, len(history[name]) + 1), history[name])
for ax in (ax1, ax2):
    ax.relim()
    ax.autoscale_view()
    ax.legend()
plt.show()
