def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for _ in range(num_epochs):
        student_model.train()
        batches, seen, hits, sums = iter(train_loader), 0, 0, [0.0, 0.0, 0.0]
        while (batch := next(batches, None)) is not None:
            ids, mask, labels = (t.to(device) for t in batch)
            with torch.no_grad():
                soft = teacher_model(ids, mask).logits
            losses = criterion((logits := student_model(ids, mask).logits), soft, labels)
            optimizer.zero_grad(set_to_none=True)
            losses[0].backward()
            optimizer.step()
            seen += (n := len(labels))
            hits += int((logits.argmax(1) == labels).sum())
            sums = [s + n * float(loss) for s, loss in zip(sums, losses)]
        for name, value in zip(history, [*(s / seen for s in sums), 100.0 * hits / seen]):
            history[name].append(value)
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
