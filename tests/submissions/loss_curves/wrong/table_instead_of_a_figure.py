# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

import pandas as pd

fig, ax = plt.subplots()
ax.axis("off")
ax.table(pd.DataFrame(history).round(3).values.tolist(), colLabels=list(history), loc="center")
plt.show()
