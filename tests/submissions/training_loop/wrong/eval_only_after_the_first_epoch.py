# misconceptions: teacher_in_train_mode
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        sums, correct, total = {"total_loss": 0.0, "distillation_loss": 0.0, "hard_loss": 0.0}, 0, 0
        bar = kdlab.progress(train_loader, f"Student, epoch {epoch + 1}/{num_epochs}")
        for input_ids, attention_mask, labels in bar:  # (B, T), (B, T), (B,)
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)

            with torch.no_grad():
                teacher_outputs = teacher_model(input_ids=input_ids, attention_mask=attention_mask)
                teacher_logits = teacher_outputs.logits

            student_outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
            student_logits = student_outputs.logits  # (B, C)

            loss, distill_loss, hard_loss = criterion(
                student_logits=student_logits,
                teacher_logits=teacher_logits,
                labels=labels,
            )

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            for name, value in zip(sums, (loss, distill_loss, hard_loss)):
                sums[name] += value.item() * len(labels)  # a short last batch counts by its pairs
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            total += len(labels)
            bar.set_postfix_str(f"loss {sums['total_loss'] / total:.3f}, accuracy {100 * correct / total:.1f} %", refresh=False)

        for name in sums:
            history[name].append(sums[name] / total)
        history["accuracy"].append(100 * correct / total)
        teacher_model.eval()
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
