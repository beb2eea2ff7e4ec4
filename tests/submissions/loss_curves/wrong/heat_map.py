# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]

plt.imshow([history[name] for name in history], aspect="auto")
plt.yticks(range(4), list(history))
plt.colorbar()
plt.show()
