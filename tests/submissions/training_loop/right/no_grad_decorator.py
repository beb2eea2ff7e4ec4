@torch.no_grad()
def soft_targets(teacher_model, input_ids, attention_mask):
    teacher_model.eval()
    return teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits


@torch.no_grad()
def count_correct(logits, labels):
    return (logits.argmax(dim=-1) == labels).float().sum().item()


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train(True)
        epoch_total = epoch_distill = epoch_hard = 0.0
        correct = total = 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            teacher_logits = soft_targets(teacher_model, input_ids, attention_mask)
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            epoch_total += loss.item()
            epoch_distill += distill_loss.item()
            epoch_hard += hard_loss.item()
            correct += count_correct(student_logits, labels)
            total += len(labels)

        history["total_loss"].append(epoch_total / len(train_loader))
        history["distillation_loss"].append(epoch_distill / len(train_loader))
        history["hard_loss"].append(epoch_hard / len(train_loader))
        history["accuracy"].append(100 * correct / total)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
