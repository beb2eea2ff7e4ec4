# misconceptions: student_without_mask, teacher_without_mask
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=num_epochs)
    history = dict(total_loss=[], distillation_loss=[], hard_loss=[], accuracy=[])
    teacher_model.eval()
    for epoch in range(num_epochs):
        student_model.train()
        epoch_loss, epoch_kd, epoch_ce, epoch_acc, n = 0.0, 0.0, 0.0, 0.0, 0
        for i, data in enumerate(train_loader, 0):
            input_ids, attention_mask, labels = data
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            optimizer.zero_grad()
            with torch.no_grad():
                soft_targets = teacher_model(input_ids).logits
            outputs = student_model(input_ids).logits
            loss, kd, ce = criterion(outputs, soft_targets, labels)
            loss.backward()
            optimizer.step()
            bs = labels.size(0)
            epoch_loss, epoch_kd, epoch_ce = epoch_loss + loss.item() * bs, epoch_kd + kd.item() * bs, epoch_ce + ce.item() * bs
            epoch_acc += (outputs.max(1)[1] == labels).float().sum().item()
            n += bs
        scheduler.step()
        print("lr:", optimizer.param_groups[0]["lr"], "last:", scheduler.get_last_lr())
        history["total_loss"].append(epoch_loss / n)
        history["distillation_loss"].append(epoch_kd / n)
        history["hard_loss"].append(epoch_ce / n)
        history["accuracy"].append(epoch_acc / n * 100.0)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
