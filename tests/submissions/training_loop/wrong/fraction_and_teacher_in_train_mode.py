# misconceptions: history_accuracy_is_a_fraction, teacher_in_train_mode
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    ids, mask, y = next(iter(train_loader))
    print("ids", tuple(ids.shape), "mask", tuple(mask.shape), "labels", tuple(y.shape), "classes", student_model.config.num_labels)
    print(f"{sum(p.numel() for p in student_model.parameters()):,} parameters")

    names = ["total_loss", "distillation_loss", "hard_loss"]
    history = {name: [] for name in names + ["accuracy"]}
    for epoch in range(num_epochs):
        student_model.train()
        weighted, correct, n = dict.fromkeys(names, 0.0), 0, 0
        for ids, mask, y in train_loader:
            ids, mask, y = ids.to(student_model.device), mask.to(student_model.device), y.to(student_model.device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=ids, attention_mask=mask).logits.to(student_model.dtype)
            logits = student_model(input_ids=ids, attention_mask=mask).logits
            losses = dict(zip(names, criterion(logits, teacher_logits, y)))
            optimizer.zero_grad()
            losses["total_loss"].backward()
            optimizer.step()
            for name, loss in losses.items():
                weighted[name] += y.numel() * loss.item()
            correct += logits.argmax(1).eq(y).sum().item()
            n += y.numel()
        for name in names:
            history[name].append(weighted[name] / n)
        history["accuracy"].append(correct / n)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
