def epochs_of(student_model, teacher_model, train_loader, criterion, optimizer, device):
    """Trains as far as it is asked, and yields a row a batch."""
    teacher_model.eval()
    while True:
        student_model.train()
        rows = []
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            params = [p for p in student_model.parameters() if p.requires_grad]
            for p, grad in zip(params, torch.autograd.grad(loss, params)):
                p.grad = grad
            optimizer.step()
            rows.append((len(labels), loss.item(), soft.item(), hard.item(), (student_logits.argmax(1) == labels).float().mean().item()))
        yield np.array(rows)


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {name: [] for name in ("total_loss", "distillation_loss", "hard_loss", "accuracy")}
    training = epochs_of(student_model, teacher_model, train_loader, criterion, optimizer, device)
    for _, rows in zip(range(num_epochs), training):
        means = np.average(rows[:, 1:], axis=0, weights=rows[:, 0])
        for name, value in zip(history, means * [1, 1, 1, 100]):
            history[name].append(float(value))
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
