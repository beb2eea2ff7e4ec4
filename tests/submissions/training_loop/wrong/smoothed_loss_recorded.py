# misconceptions: unrecognised
@torch.inference_mode()
def soft_targets(teacher_model, ids, mask):
    return teacher_model(input_ids=ids, attention_mask=mask).logits


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    smooth = None
    for _ in range(num_epochs):
        student_model.train()
        losses, parts, hits = [], [], []
        for ids, mask, labels in train_loader:
            ids, mask, labels = ids.to(device), mask.to(device), labels.to(device)
            targets = soft_targets(teacher_model, ids, mask).clone()
            logits = student_model(input_ids=ids, attention_mask=mask).logits
            loss, *both = criterion(logits, targets, labels)
            optimizer.zero_grad()
            torch.autograd.backward([loss])
            optimizer.step()
            smooth = loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
            losses.append(smooth)
            parts.append([part.item() for part in both])
            hits += (logits.argmax(1) == labels).tolist()
        history["total_loss"].append(sum(losses) / len(losses))
        history["distillation_loss"].append(sum(soft for soft, _ in parts) / len(parts))
        history["hard_loss"].append(sum(hard for _, hard in parts) / len(parts))
        history["accuracy"].append(100 * sum(hits) / len(hits))
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
