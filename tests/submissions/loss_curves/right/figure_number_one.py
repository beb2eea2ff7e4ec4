total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

plt.figure(1)
plt.subplot(211)
plt.plot(total_loss, "k-", distillation_loss, "r--", hard_loss, "b:")
plt.legend(["total", "distillation", "hard"])
plt.subplot(212)
plt.plot(history["accuracy"], "g-o")
plt.ylabel("accuracy (%)")
