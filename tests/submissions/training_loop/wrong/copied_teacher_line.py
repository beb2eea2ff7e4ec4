# misconceptions: teacher_logits_from_student
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        losses, correct, seen = [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            inputs = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device)}
            labels = labels.to(device)
            optimizer.zero_grad()

            def ask(model):
                return student_model(**inputs).logits

            with torch.no_grad():
                teacher_logits = ask(teacher_model)
            student_logits = ask(student_model)

            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            loss.backward()
            optimizer.step()
            losses.append((loss.item(), soft.item(), hard.item()))
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, values in zip(("total_loss", "distillation_loss", "hard_loss"), np.transpose(losses)):
            history[name].append(values.mean())
        history["accuracy"].append(100 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
