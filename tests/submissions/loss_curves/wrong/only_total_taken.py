# misconceptions: unrecognised
total_loss = history["total_loss"]

plt.plot(total_loss)
plt.twinx().plot(history["accuracy"])
plt.show()
