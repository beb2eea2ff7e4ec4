# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

fig, panels = plt.subplots(1, 4, figsize=(12, 3))
for panel, (name, values) in zip(panels, history.items()):
    panel.hist(values, bins=5)
    panel.set_title(name)
plt.show()
