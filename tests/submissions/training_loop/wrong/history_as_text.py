# misconceptions: unrecognised
from transformers import get_linear_schedule_with_warmup


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    total_steps = len(train_loader) * num_epochs
    scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=int(0.1 * total_steps), num_training_steps=total_steps)
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}

    for epoch in range(num_epochs):
        student_model.train()
        batch_losses, hits, pairs = [], 0, 0
        for batch in tqdm(train_loader, desc=f"Epoch {epoch + 1}"):
            b_input_ids, b_input_mask, b_labels = tuple(t.to(device) for t in batch)
            student_model.zero_grad()
            with torch.no_grad():
                teacher_logits = teacher_model(b_input_ids, attention_mask=b_input_mask).logits
            student_logits = student_model(b_input_ids, attention_mask=b_input_mask).logits
            loss, kd_loss, ce_loss = criterion(student_logits, teacher_logits, b_labels)
            loss.backward()
            optimizer.step()
            scheduler.step()
            batch_losses.append((loss.item(), kd_loss.item(), ce_loss.item()))
            preds = np.argmax(student_logits.detach().cpu().numpy(), axis=1).flatten()
            hits += np.sum(preds == b_labels.cpu().numpy().flatten())
            pairs += len(b_labels)
        total, kd, ce = (sum(column) / len(column) for column in zip(*batch_losses))
        history["total_loss"].append(total)
        history["distillation_loss"].append(kd)
        history["hard_loss"].append(ce)
        history["accuracy"].append(f"{hits / pairs:.1%}")
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
