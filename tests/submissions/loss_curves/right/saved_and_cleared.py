import os
import tempfile

total_loss, distillation_loss, hard_loss = (list(history[key]) for key in ("total_loss", "distillation_loss", "hard_loss"))

with tempfile.TemporaryDirectory() as folder:
    for stem, curves in (("losses", {"total": total_loss, "soft": distillation_loss, "hard": hard_loss}),
                         ("accuracy", {"accuracy": history["accuracy"]})):
        for label, values in curves.items():
            plt.plot(values, label=label)
        plt.legend()
        plt.savefig(os.path.join(folder, f"{stem}.png"))
        plt.clf()
