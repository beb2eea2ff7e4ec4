import pandas as pd

frame = pd.DataFrame(history)
frame.index += 1
total_loss = history["total_loss"]
distillation_loss = history["distillation_loss"]
hard_loss = history["hard_loss"]

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
frame[["total_loss", "distillation_loss", "hard_loss"]].plot(ax=left, style=["-", "--", ":"], xlabel="epoch", ylabel="loss")
frame["accuracy"].plot(ax=right, marker="o", xlabel="epoch", ylabel="accuracy (%)")
plt.tight_layout()
plt.show()
