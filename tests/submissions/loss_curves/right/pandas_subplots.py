import pandas as pd

df = pd.DataFrame(history, index=pd.RangeIndex(1, len(history["accuracy"]) + 1, name="epoch"))
total_loss, distillation_loss, hard_loss = df["total_loss"].tolist(), df["distillation_loss"].tolist(), df["hard_loss"].tolist()
axes = df.plot(subplots=True, layout=(2, 2), figsize=(9, 6), marker="o", title="Distillation")
plt.tight_layout()
