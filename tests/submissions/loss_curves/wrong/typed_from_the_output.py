# misconceptions: unrecognised
total_loss = [0.6127, 0.5485, 0.4931]
distillation_loss = [0.5932, 0.5214, 0.4570]
hard_loss = [0.6581, 0.6117, 0.5773]
accuracy = [61.4, 69.2, 74.8]

epochs = range(1, 4)
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(10, 3.5))
ax1.plot(epochs, total_loss, "-o", label="total loss")
ax1.plot(epochs, distillation_loss, "--s", label="distillation loss")
ax1.plot(epochs, hard_loss, ":^", label="hard loss")
ax1.legend()
ax2.plot(epochs, accuracy, "-o")
plt.show()
