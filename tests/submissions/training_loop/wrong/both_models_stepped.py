# misconceptions: teacher_updated
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    second_optimizer = torch.optim.SGD(teacher_model.parameters(), lr=0.01)

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        epoch_losses = {"total_loss": 0.0, "distillation_loss": 0.0, "hard_loss": 0.0}
        correct = total = 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids = input_ids.to(device)
            attention_mask = attention_mask.to(device)
            labels = labels.to(device)

            teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)

            # bring both models closer to each other
            optimizer.zero_grad()
            second_optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            second_optimizer.step()

            epoch_losses["total_loss"] += loss.item()
            epoch_losses["distillation_loss"] += distill_loss.item()
            epoch_losses["hard_loss"] += hard_loss.item()
            _, predicted = torch.max(student_logits, 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()

        for name, value in epoch_losses.items():
            history[name].append(value / len(train_loader))
        history["accuracy"].append(100 * correct / total)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
