NAMES = ("total_loss", "distillation_loss", "hard_loss")


def one_epoch(student_model, teacher_model, train_loader, criterion, optimizer, device):
    sums, correct, seen = np.zeros(3), 0, 0
    for input_ids, attention_mask, labels in train_loader:
        inputs = dict(input_ids=input_ids.to(device), attention_mask=attention_mask.to(device))
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
    return sums / seen, 100 * correct / seen


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    student_model.train()
    history = {name: [] for name in (*NAMES, "accuracy")}
    for epoch in range(num_epochs):
        means, accuracy = one_epoch(student_model, teacher_model, train_loader, criterion, optimizer, device)
        for name, mean in zip(NAMES, means):
            history[name].append(mean)
        history["accuracy"].append(accuracy)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
