# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        stats = []
        for input_ids, attention_mask, labels in train_loader:
            batch = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device), "labels": labels.to(device)}
            try:
                with torch.no_grad():
                    outputs_t = teacher_model(**batch)
                outputs_s = student_model(**batch)  # outputs_s.loss is there as well; the criterion has its own
            except TypeError:  # two towers take no labels
                batch.pop("labels")
                with torch.no_grad():
                    outputs_t = teacher_model(**batch)
                outputs_s = student_model(**batch)
            loss, soft, hard = criterion(outputs_s.logits, outputs_t.logits, labels.to(device))
            optimizer.zero_grad()
            loss.backward(retain_graph=True)
            hard.backward()
            optimizer.step()
            stats.append((loss.item(), soft.item(), hard.item(), (outputs_s.logits.argmax(1).cpu() == labels).sum().item(), len(labels)))
        pairs = sum(row[4] for row in stats)
        for i, name in enumerate(("total_loss", "distillation_loss", "hard_loss")):
            history[name].append(sum(row[i] * row[4] for row in stats) / pairs)
        history["accuracy"].append(100 * sum(row[3] for row in stats) / pairs)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
