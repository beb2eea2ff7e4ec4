# misconceptions: history_accuracy_is_a_fraction
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        losses, correct, total = [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append([loss.item(), distill_loss.item(), hard_loss.item()])
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            total += len(labels)
        for name, mean in zip(("total_loss", "distillation_loss", "hard_loss"), np.mean(losses, axis=0)):
            history[name].append(mean)
        history["accuracy"].append(correct / total)
        print(f"epoch {epoch + 1}: accuracy {correct / total:.1%}")
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
