# Plot training history
fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(14, 5))

total_loss = history['total_loss']
distillation_loss = history['distillation_loss']
hard_loss = history['hard_loss']

epochs = range(1, len(total_loss) + 1)
ax1.plot(epochs, total_loss, 'b-', label='Total Loss')
ax1.plot(epochs, distillation_loss, 'r--', label='Distillation Loss')
ax1.plot(epochs, hard_loss, 'g:', label='Hard Target Loss')
ax1.set_xlabel('Epoch')
ax1.set_ylabel('Loss')
ax1.set_title('Training Losses During Distillation')
ax1.legend()
ax1.grid(True)

ax2.plot(epochs, history['accuracy'], 'b-', marker='o')
ax2.set_xlabel('Epoch')
ax2.set_ylabel('Accuracy (%)')
ax2.set_title('Student Model Accuracy')
ax2.grid(True)

plt.tight_layout()
plt.show()

print(f"Final student accuracy: {history['accuracy'][-1]:.2f}%")
