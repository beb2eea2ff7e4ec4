# misconceptions: student_in_eval_mode
import logging

logger = logging.getLogger("distillation")


def mean_loss_in_eval_mode(student_model, teacher_model, loader, criterion, device):
    student_model.eval()
    losses = []
    with torch.no_grad():
        for input_ids, attention_mask, labels in loader:
            inputs = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device)}
            losses.append(criterion(student_model(**inputs).logits, teacher_model(**inputs).logits, labels.to(device))[0].item())
    return sum(losses) / len(losses)


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": [], "loss_in_eval_mode": []}
    student_model.train()
    for epoch in range(num_epochs):
        sums, correct, seen = np.zeros(3), 0, 0
        for input_ids, attention_mask, labels in train_loader:
            inputs = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device)}
            labels = labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(**inputs).logits
            student_logits = student_model(**inputs).logits
            losses = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            sums += len(labels) * np.array([loss.item() for loss in losses])
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, value in zip(("total_loss", "distillation_loss", "hard_loss"), sums / seen):
            history[name].append(float(value))
        history["accuracy"].append(100 * correct / seen)
        history["loss_in_eval_mode"].append(mean_loss_in_eval_mode(student_model, teacher_model, train_loader, criterion, device))
        logger.info("epoch %d: %.4f", epoch, history["loss_in_eval_mode"][-1])
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
