# misconceptions: unrecognised
curves = np.array([history[name] for name in ("total_loss", "distillation_loss", "hard_loss")])
total_loss, distillation_loss, hard_loss = curves

plt.figure(figsize=(10, 4))
plt.subplot(1, 2, 1)
plt.plot(np.log10(curves.T))
plt.legend(("total", "distillation", "hard"), title="loss")
plt.subplot(1, 2, 2)
plt.plot([[value] for value in history["accuracy"]], "-o")
plt.ylim(0, 100)
plt.show()
