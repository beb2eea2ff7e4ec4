# misconceptions: teacher_without_mask
def logits_from(model, input_ids, attention_mask=None):
    return model(input_ids, attention_mask).logits


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    student_model, teacher_model = student_model.train(), teacher_model.eval()
    for epoch in range(num_epochs):
        tally = torch.zeros(5, dtype=torch.float64)
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            torch.set_grad_enabled(False)
            teacher_logits = logits_from(teacher_model, input_ids)
            torch.set_grad_enabled(True)
            student_logits = logits_from(student_model, input_ids, attention_mask)
            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            size = len(labels)
            hits = (student_logits.argmax(1) == labels).sum().item()
            tally += torch.tensor([loss.item() * size, soft.item() * size, hard.item() * size, 100 * hits, size], dtype=torch.float64)
        for name, value in zip(history, (tally[:4] / tally[4]).tolist()):
            history[name].append(value)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
