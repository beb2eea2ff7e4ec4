# misconceptions: weights_clipped
from torch.amp import GradScaler, autocast


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    scaler = GradScaler(device.type, enabled=True)
    teacher_model.eval().requires_grad_(False)
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(1, num_epochs + 1):
        student_model.train()
        running, correct, total = torch.zeros(3, device=device), 0, 0
        bar = tqdm(train_loader, desc=f"Epoch {epoch}/{num_epochs}", leave=False)
        for batch in bar:
            ids, mask, y = [x.to(device, non_blocking=True) for x in batch]
            optimizer.zero_grad(set_to_none=True)
            with autocast(device_type=device.type, dtype=torch.bfloat16):
                z_t = teacher_model(input_ids=ids, attention_mask=mask).logits
                z_s = student_model(input_ids=ids, attention_mask=mask).logits
                total_loss, kd, ce = criterion(z_s, z_t, y)
            scaler.scale(total_loss).backward()
            torch.nn.utils.clip_grad_norm_(student_model.parameters(), max_norm=1.0)
            scaler.step(optimizer)
            scaler.update()
            running += torch.stack([total_loss, kd, ce]).detach() * y.numel()
            correct += (z_s.argmax(-1) == y).sum().item()
            total += y.numel()
            bar.set_postfix(loss=f"{running[0].item() / total:.4f}", acc=f"{100 * correct / total:.2f}")
        for name, value in zip(("total_loss", "distillation_loss", "hard_loss"), running / total):
            history[name].append(value.item())
        history["accuracy"].append(100 * correct / total)
    teacher_model.requires_grad_(True)
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
