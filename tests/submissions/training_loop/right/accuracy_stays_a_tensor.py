def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}

    for epoch in range(num_epochs):
        student_model.train()
        total_loss, total_distill, total_hard = 0, 0, 0
        correct, total = 0, 0

        for i, (input_ids, attention_mask, labels) in enumerate(train_loader):
            input_ids = input_ids.to(device)
            attention_mask = attention_mask.to(device)
            labels = labels.to(device)

            with torch.no_grad():
                teacher_outputs = teacher_model(input_ids=input_ids, attention_mask=attention_mask)
            teacher_logits = teacher_outputs.logits
            student_outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
            student_logits = student_outputs.logits

            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            total_loss += loss.detach()
            total_distill += distill_loss.detach()
            total_hard += hard_loss.detach()
            correct += (torch.argmax(student_logits, dim=1) == labels).sum()
            total += labels.size(0)

        num_batches = i + 1
        history["total_loss"].append((total_loss / num_batches).cpu())
        history["distillation_loss"].append((total_distill / num_batches).cpu())
        history["hard_loss"].append((total_hard / num_batches).cpu())
        history["accuracy"].append((100 * correct / total).cpu())

    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
