# misconceptions: unrecognised
import pandas as pd

df = pd.DataFrame.from_dict(history)
total_loss, distillation_loss, hard_loss = (df[c] for c in ("total_loss", "distillation_loss", "hard_loss"))
ax = df.plot(style=["-", "--", ":", "-."])
ax.set_ylabel("loss")
plt.show()
