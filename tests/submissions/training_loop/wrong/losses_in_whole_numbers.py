# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    rows = []
    for epoch in range(num_epochs):
        student_model.train()
        losses, correct, seen = [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            combined, soft, hard = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            combined.backward()
            optimizer.step()
            losses.append([combined.item(), soft.item(), hard.item()])
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        rows.append([round(x) for x in np.mean(losses, axis=0).tolist()] + [round(100 * correct / seen, 1)])
        print("| " + " | ".join(map(str, [epoch + 1, *rows[-1]])) + " |")
    return {name: list(column) for name, column in zip(("total_loss", "distillation_loss", "hard_loss", "accuracy"), zip(*rows))}


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
