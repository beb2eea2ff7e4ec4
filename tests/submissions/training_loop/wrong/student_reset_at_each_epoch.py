# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        kdlab.start_over(student_model)
        student_model.train()
        totals, correct, total = {"total_loss": 0.0, "distillation_loss": 0.0, "hard_loss": 0.0}, 0, 0
        with tqdm(train_loader, unit="batch") as tepoch:
            for input_ids, attention_mask, labels in tepoch:
                tepoch.set_description(f"Epoch {epoch}")
                input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
                with torch.no_grad():
                    teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
                student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
                loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                for name, value in zip(totals, (loss, distill_loss, hard_loss)):
                    totals[name] += value.item()
                correct += (student_logits.argmax(dim=1) == labels).sum().item()
                total += len(labels)
                tepoch.set_postfix(loss=loss.item(), accuracy=100.0 * correct / total)
        for name, value in totals.items():
            history[name].append(value / len(train_loader))
        history["accuracy"].append(100.0 * correct / total)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
