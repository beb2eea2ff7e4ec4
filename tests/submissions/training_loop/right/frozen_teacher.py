def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    # the teacher only answers questions
    teacher_model.eval()
    for param in teacher_model.parameters():
        param.requires_grad_(False)

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}

    for epoch in range(num_epochs):
        student_model.train()
        running = [0.0, 0.0, 0.0]
        n_correct = n_seen = 0

        for batch in train_loader:
            input_ids, attention_mask, labels = (t.to(device) for t in batch)
            optimizer.zero_grad(set_to_none=True)

            teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits

            losses = criterion(student_logits, teacher_logits, labels)
            losses[0].backward()
            optimizer.step()

            b = labels.shape[0]
            for i, value in enumerate(losses):
                running[i] += value.detach().item() * b
            n_correct += torch.eq(student_logits.argmax(-1), labels).sum().item()
            n_seen += b

        for key, value in zip(("total_loss", "distillation_loss", "hard_loss"), running):
            history[key].append(value / n_seen)
        history["accuracy"].append(n_correct / n_seen * 100)

    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
