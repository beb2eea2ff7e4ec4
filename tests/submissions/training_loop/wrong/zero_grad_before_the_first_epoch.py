# misconceptions: missing_zero_grad
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    optimizer.zero_grad()

    def teach(input_ids, attention_mask):  # the teacher is big: two halves need half the memory
        with torch.no_grad():
            return torch.cat([teacher_model(input_ids=ids, attention_mask=mask).logits
                              for ids, mask in zip(input_ids.chunk(2), attention_mask.chunk(2))])

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        epoch_losses = {"total_loss": [], "distillation_loss": [], "hard_loss": []}
        predictions, answers = [], []
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            losses = criterion(student_logits, teach(input_ids, attention_mask), labels)
            losses[0].backward()
            optimizer.step()
            for values, loss in zip(epoch_losses.values(), losses):
                values.append(loss.item())
            predictions.append(student_logits.argmax(dim=1))
            answers.append(labels)
        for name, values in epoch_losses.items():
            history[name].append(float(np.mean(values)))
        history["accuracy"].append(100 * torch.cat(predictions).eq(torch.cat(answers)).double().mean().item())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
