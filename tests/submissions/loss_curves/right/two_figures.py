total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

epochs = np.arange(len(total_loss)) + 1
plt.plot(epochs, total_loss, label="total loss")
plt.plot(epochs, distillation_loss, label="distillation loss")
plt.plot(epochs, hard_loss, label="hard loss")
plt.legend()
plt.title("Losses")
plt.show()

plt.plot(epochs, history["accuracy"])
plt.title("Accuracy (%)")
plt.show()
