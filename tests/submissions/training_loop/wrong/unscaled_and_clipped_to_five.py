# misconceptions: weights_clipped
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    kind = torch.device(device).type
    scaler = torch.amp.GradScaler(kind)
    teacher_model.eval()
    for p in teacher_model.parameters():
        p.requires_grad = False
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        total_loss = total_kd = total_ce = 0.0
        correct = count = 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            optimizer.zero_grad()
            with torch.autocast(kind, dtype=torch.bfloat16 if kind == "cpu" else torch.float16):
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
                outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
                loss, kd, ce = criterion(outputs.logits, teacher_logits, labels)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(student_model.parameters(), 5.0)
            scaler.step(optimizer)
            scaler.update()
            total_loss += loss.item() * len(labels)
            total_kd += kd.item() * len(labels)
            total_ce += ce.item() * len(labels)
            correct += outputs.logits.argmax(dim=1).eq(labels).sum().item()
            count += len(labels)
        history["total_loss"].append(total_loss / count)
        history["distillation_loss"].append(total_kd / count)
        history["hard_loss"].append(total_ce / count)
        history["accuracy"].append(correct / count * 100)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
