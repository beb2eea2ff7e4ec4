def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    student_model.train()  # nothing below switches it off again
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}

    for _ in range(num_epochs):
        total_loss = distillation_loss = hard_loss = 0.0
        correct = 0
        seen = 0

        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)

            # student first, the order does not matter
            student_outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
            with torch.set_grad_enabled(False):
                teacher_outputs = teacher_model(input_ids=input_ids, attention_mask=attention_mask)

            optimizer.zero_grad()
            loss, soft, hard = criterion(student_outputs.logits, teacher_outputs.logits, labels)
            loss.backward()
            optimizer.step()

            n = labels.numel()
            total_loss += n * loss.item()
            distillation_loss += n * soft.item()
            hard_loss += n * hard.item()
            seen += n
            predictions = student_outputs.logits.softmax(dim=-1).argmax(dim=-1)
            correct += predictions.eq(labels).sum().item()

        history["total_loss"].append(total_loss / seen)
        history["distillation_loss"].append(distillation_loss / seen)
        history["hard_loss"].append(hard_loss / seen)
        history["accuracy"].append(correct * 100 / seen)

    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
