total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

rows = [f"epoch {i}" for i in range(1, len(total_loss) + 1)]
fig, panels = plt.subplots(4, 1, figsize=(5, 9), sharey=True)
for panel, (name, values) in zip(panels, history.items()):
    panel.barh(rows, values)
    panel.invert_yaxis()
    panel.set_title(name)
fig.tight_layout()
plt.show()
