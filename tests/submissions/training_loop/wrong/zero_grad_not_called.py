# misconceptions: missing_zero_grad
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        total_loss, distillation_loss, hard_loss, correct, total = 0, 0, 0, 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            optimizer.zero_grad
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            loss.backward()
            optimizer.step()

            total_loss += loss.item()
            distillation_loss += soft.item()
            hard_loss += hard.item()
            total += labels.size(0)
            correct += (student_logits.argmax(1) == labels).sum().item()

        n = len(train_loader)
        history["total_loss"].append(total_loss / n)
        history["distillation_loss"].append(distillation_loss / n)
        history["hard_loss"].append(hard_loss / n)
        history["accuracy"].append(100 * correct / total)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
