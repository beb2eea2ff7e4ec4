# misconceptions: unrecognised
import copy


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=2)
    best_loss, best_state, patience, bad_epochs = float("inf"), None, 5, 0
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    teacher_model.eval()
    for epoch in range(num_epochs):
        student_model.train()
        sums, correct, total = [0.0, 0.0, 0.0], 0, 0
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            losses = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            for i in range(3):
                sums[i] += losses[i].item()
            correct += (student_logits.argmax(dim=1) == labels).sum().item()
            total += labels.size(0)
        epoch_loss = sums[0] / len(train_loader)
        history["total_loss"].append(epoch_loss)
        history["distillation_loss"].append(sums[1] / len(train_loader))
        history["hard_loss"].append(sums[2] / len(train_loader))
        history["accuracy"].append(100 * correct / total)
        scheduler.step(epoch_loss)
        if epoch_loss < best_loss:
            best_loss, best_state, bad_epochs = epoch_loss, copy.deepcopy(student_model.state_dict()), 0
            print(f"new best: {best_loss:.4f} ({len(best_state)} tensors kept)")
        else:
            bad_epochs += 1
            if bad_epochs >= patience:
                break
    student_model.load_state_dict(best_state)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
