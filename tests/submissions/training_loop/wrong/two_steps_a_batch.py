# misconceptions: unrecognised
USE_AMP = False


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    """Mixed precision is prepared, but off: the models are small."""
    scaler = torch.amp.GradScaler("cuda", enabled=USE_AMP)
    teacher_model.to(device).eval()
    log = []
    for epoch in range(num_epochs):
        student_model.to(device).train()
        for ids, mask, y in train_loader:
            ids, mask, y = ids.to(device), mask.to(device), y.to(device)
            with torch.autocast("cuda" if USE_AMP else "cpu", enabled=USE_AMP):
                with torch.inference_mode():
                    t = teacher_model(input_ids=ids, attention_mask=mask).logits
                s = student_model(input_ids=ids, attention_mask=mask).logits
                losses = criterion(s, t.clone(), y)
            optimizer.zero_grad()
            scaler.scale(losses[0]).backward()
            scaler.unscale_(optimizer)
            scaler.step(optimizer)
            scaler.update()
            optimizer.step()
            log.append([epoch, len(y), int((s.argmax(1) == y).sum()), *(float(x.detach()) for x in losses)])
    log = np.array(log)
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        rows = log[log[:, 0] == epoch]
        for name, column in (("total_loss", 3), ("distillation_loss", 4), ("hard_loss", 5)):
            history[name].append((rows[:, column] * rows[:, 1]).sum() / rows[:, 1].sum())
        history["accuracy"].append(100 * rows[:, 2].sum() / rows[:, 1].sum())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
