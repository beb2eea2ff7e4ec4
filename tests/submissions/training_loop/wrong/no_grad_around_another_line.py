# misconceptions: gradient_reaches_teacher
def accuracy_score(y_true, y_pred, normalize=True):  # sklearn's, without sklearn
    hits = np.asarray(y_true) == np.asarray(y_pred)
    return hits.mean() if normalize else hits.sum()


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    teacher_model.eval()

    for epoch in range(num_epochs):
        student_model.train()
        all_losses, all_preds, all_labels = [], [], []

        for input_ids, attention_mask, labels in train_loader:
            input_ids = input_ids.to(device)
            attention_mask = attention_mask.to(device)
            labels = labels.to(device)

            optimizer.zero_grad()
            teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, kd, ce = criterion(student_logits, teacher_logits, labels)
            loss.backward()
            optimizer.step()

            all_losses.append([loss.item(), kd.item(), ce.item()])
            with torch.no_grad():
                all_preds.extend(student_logits.argmax(dim=1).cpu().numpy())
            all_labels.extend(labels.cpu().numpy())

        mean_loss, mean_kd, mean_ce = np.mean(all_losses, axis=0)
        history["total_loss"].append(mean_loss)
        history["distillation_loss"].append(mean_kd)
        history["hard_loss"].append(mean_ce)
        history["accuracy"].append(accuracy_score(all_labels, all_preds) * 100)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
