# misconceptions: unrecognised
total_loss = history["total_loss"]
distillation_loss = history["distillation_loss"]
hard_loss = history["hard_loss"]

fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 3.5))
ax1.set(xlabel="epoch", ylabel="loss", title="Losses on the training pairs")
ax2.set(xlabel="epoch", ylabel="accuracy (%)", title="Student's accuracy on the training pairs")
plt.show()
