# misconceptions: criterion_arguments_swapped
def batch_losses(teacher_model, student_model, criterion, input_ids, attention_mask, labels):
    logits = []
    for model, grad in ((teacher_model, False), (student_model, True)):
        with torch.set_grad_enabled(grad):
            logits.append(model(input_ids=input_ids, attention_mask=attention_mask).logits)
    return logits[1], criterion(*logits, labels)


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        totals, correct, seen = [0.0, 0.0, 0.0], 0, 0
        for batch in train_loader:
            input_ids, attention_mask, labels = (t.to(device) for t in batch)
            student_logits, losses = batch_losses(teacher_model, student_model, criterion, input_ids, attention_mask, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            totals = [t + loss.item() for t, loss in zip(totals, losses)]
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, value in zip(("total_loss", "distillation_loss", "hard_loss"), totals):
            history[name].append(value / len(train_loader))
        history["accuracy"].append(100 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
