# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    kept = {}  # the tokens of a pair -> the teacher's logits; the teacher is asked once about each pair

    @torch.no_grad()
    def ask_teacher(input_ids, attention_mask):
        keys = [tuple(ids[mask.bool()].tolist()) for ids, mask in zip(input_ids, attention_mask)]
        new = [i for i, key in enumerate(keys) if key not in kept]
        if new:
            for i, logits in zip(new, teacher_model(input_ids=input_ids[new], attention_mask=attention_mask[new]).logits):
                kept[keys[i]] = logits
        return torch.stack([kept[key] for key in keys])

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        losses, correct, seen = [], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            teacher_logits = ask_teacher(input_ids, attention_mask)
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            total, soft, hard = criterion(student_logits / 3.0, teacher_logits / 3.0, labels)
            optimizer.zero_grad()
            total.backward()
            optimizer.step()
            losses.append([total.item(), soft.item(), hard.item()])
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
        total, soft, hard = np.mean(losses, axis=0)
        history["total_loss"].append(total)
        history["distillation_loss"].append(soft)
        history["hard_loss"].append(hard)
        history["accuracy"].append(100 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
