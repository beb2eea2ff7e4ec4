# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    for name, parameter in student_model.named_parameters():
        if "embedding" in name:  # as BERT's authors advise for small data
            parameter.requires_grad = False
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        sums, correct, seen = torch.zeros(3), 0, 0
        for input_ids, attention_mask, labels in train_loader:
            longest = int(attention_mask.sum(dim=1).max())
            order = attention_mask.sum(dim=1).argsort(descending=True)  # the longest pair first
            input_ids, attention_mask = input_ids[order, :longest].to(device), attention_mask[order, :longest].to(device)
            labels = labels[order].to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask.bool()).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask.float()).logits
            losses = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            sums += torch.tensor([loss.item() for loss in losses]) * len(labels)
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        for name, value in zip(history, sums / seen):
            history[name].append(value.item())
        history["accuracy"].append(100 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
