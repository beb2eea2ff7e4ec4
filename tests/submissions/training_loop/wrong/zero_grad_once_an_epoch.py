# misconceptions: missing_zero_grad
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        optimizer.zero_grad()
        batch_losses, correct, seen = [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            inputs = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device)}
            labels = labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(**inputs).logits
            student_logits = student_model(**inputs).logits
            losses = criterion(student_logits, teacher_logits, labels)
            losses[0].backward()
            optimizer.step()
            batch_losses.append([loss.item() for loss in losses])
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, column in zip(history, zip(*batch_losses)):
            history[name].append(sum(column) / len(column))
        history["accuracy"].append(100 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
