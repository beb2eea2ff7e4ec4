def plot_history(history, keys, ax, **style):
    for key in keys:
        ax.plot(history[key], label=key, **style)
    ax.grid(alpha=0.3)
    ax.legend()
    return tuple(history[key] for key in keys)


def show(history):
    grid = plt.figure(figsize=(10, 4)).add_gridspec(1, 3)
    losses = plot_history(history, ["total_loss", "distillation_loss", "hard_loss"], plt.subplot(grid[0, :2]), lw=1.5)
    plot_history(history, ["accuracy"], plt.subplot(grid[0, 2]), color="k")
    plt.show()
    return losses


total_loss, distillation_loss, hard_loss = show(history)
