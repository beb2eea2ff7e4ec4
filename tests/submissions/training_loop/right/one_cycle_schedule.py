def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[group["lr"] for group in optimizer.param_groups], epochs=num_epochs, steps_per_epoch=len(train_loader))
    teacher_model.eval()
    student_model.train()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for _ in range(num_epochs):
        losses, hits = [], []
        for ids, mask, labels in train_loader:
            ids, mask, labels = ids.to(device), mask.to(device), labels.to(device)
            with torch.no_grad():
                wanted = teacher_model(input_ids=ids, attention_mask=mask).logits
            given = student_model(input_ids=ids, attention_mask=mask).logits
            three = criterion(given, wanted, labels)
            optimizer.zero_grad()
            three[0].backward()
            optimizer.step()
            schedule.step()
            losses.append(torch.stack(three).detach())
            hits.append(given.detach().argmax(1) == labels)
        means = torch.stack(losses).mean(0)
        history["total_loss"].append(means[0].item())
        history["distillation_loss"].append(means[1].item())
        history["hard_loss"].append(means[2].item())
        history["accuracy"].append(torch.cat(hits).float().mean().item() * 100)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
