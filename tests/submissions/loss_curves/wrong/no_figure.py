# misconceptions: unrecognised
total_loss, distillation_loss, hard_loss = history["total_loss"], history["distillation_loss"], history["hard_loss"]
for epoch, losses in enumerate(zip(total_loss, distillation_loss, hard_loss), start=1):
    print(epoch, *(f"{loss:.3f}" for loss in losses))
