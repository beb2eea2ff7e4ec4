def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    # the teacher never changes: ask it once, and keep each batch together with what it said
    teacher_model.eval()
    batches = []
    with torch.no_grad():
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            batches.append((input_ids, attention_mask, labels, teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits))

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    student_model.train()
    for epoch in range(num_epochs):
        sums = {"total_loss": 0.0, "distillation_loss": 0.0, "hard_loss": 0.0, "accuracy": 0}
        for index in np.random.permutation(len(batches)):
            input_ids, attention_mask, labels, teacher_logits = batches[index]
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums["total_loss"] += loss.item() * len(labels)
            sums["distillation_loss"] += distill_loss.item() * len(labels)
            sums["hard_loss"] += hard_loss.item() * len(labels)
            sums["accuracy"] += 100 * (student_logits.argmax(dim=1) == labels).sum().item()
        for name in sums:
            history[name].append(sums[name] / sum(len(batch[2]) for batch in batches))
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
