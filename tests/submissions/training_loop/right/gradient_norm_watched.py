def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": [], "gradient_norm": []}
    for epoch in range(num_epochs):
        student_model.train()
        losses, norms, correct, seen = [], [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            norms.append(torch.nn.utils.clip_grad_norm_(student_model.parameters(), float("inf")).item())  # only measures it
            optimizer.step()
            losses.append((loss.item(), soft.item(), hard.item()))
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, value in zip(("total_loss", "distillation_loss", "hard_loss"), np.mean(losses, axis=0)):
            history[name].append(value)
        history["accuracy"].append(100 * correct / seen)
        history["gradient_norm"].append(max(norms))
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
