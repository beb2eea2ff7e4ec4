def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        total_losses, distillation_losses, hard_losses, hits = [], [], [], []
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            total = criterion(student_logits, teacher_logits, labels)[0]
            soft = criterion(student_logits, teacher_logits, labels)[1]
            hard = criterion(student_logits, teacher_logits, labels)[2]
            optimizer.zero_grad()
            total.backward()
            optimizer.step()
            total_losses.append(total.item())
            distillation_losses.append(soft.item())
            hard_losses.append(hard.item())
            hits.append((student_logits.argmax(dim=1) == labels).cpu())
        history["total_loss"].append(sum(total_losses) / len(total_losses))
        history["distillation_loss"].append(sum(distillation_losses) / len(distillation_losses))
        history["hard_loss"].append(sum(hard_losses) / len(hard_losses))
        history["accuracy"].append(100 * torch.cat(hits).numpy().mean())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
