# misconceptions: unrecognised
total_loss = history["total_loss"]; distillation_loss = history["distillation_loss"]; hard_loss = history["hard_loss"]

fig = plt.figure()
ax = fig.add_axes([0.1, 0.1, 0.5, 0.8])
small = fig.add_axes([0.68, 0.1, 0.3, 0.8])
for y in total_loss, distillation_loss, hard_loss:
    ax.plot(y[1:])
small.plot(history["accuracy"][1:])
fig.canvas.draw()
plt.close(fig)
