total_loss, distillation_loss, hard_loss = (
    history.get("total_loss"), history.get("distillation_loss"), history.get("hard_loss"))

plt.figure(figsize=(12, 4))
plt.subplot(1, 2, 1)
plt.plot(range(1, len(total_loss) + 1), total_loss, label="Gesamt")
plt.plot(range(1, len(total_loss) + 1), distillation_loss, label="Destillation")
plt.plot(range(1, len(total_loss) + 1), hard_loss, label="Labels")
plt.xlabel("Epoche")
plt.yscale("log")
plt.legend()

plt.subplot(1, 2, 2)
plt.plot(range(1, len(total_loss) + 1), history["accuracy"])
plt.xlabel("Epoche")
plt.ylabel("Genauigkeit (%)")
plt.show()
