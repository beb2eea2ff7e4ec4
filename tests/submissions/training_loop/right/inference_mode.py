def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.to(device).eval()
    student_model.to(device)

    @torch.inference_mode()
    def ask_teacher(input_ids, attention_mask):
        return teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits

    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(1, num_epochs + 1):
        student_model.train()
        total_losses, distill_losses, hard_losses = [], [], []
        correct, seen = 0, 0

        for input_ids, attention_mask, labels in train_loader:
            input_ids = input_ids.to(device)
            attention_mask = attention_mask.to(device)
            labels = labels.to(device)

            # .clone() takes the logits out of inference mode again
            teacher_logits = ask_teacher(input_ids, attention_mask).clone()
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)

            loss.backward()
            optimizer.step()
            optimizer.zero_grad()

            total_losses.append(loss.item())
            distill_losses.append(distill_loss.item())
            hard_losses.append(hard_loss.item())
            correct += int((student_logits.argmax(dim=1) == labels).sum())
            seen += len(labels)

        history["total_loss"].append(np.mean(total_losses))
        history["distillation_loss"].append(np.mean(distill_losses))
        history["hard_loss"].append(np.mean(hard_losses))
        history["accuracy"].append(100.0 * correct / seen)
        print(f"epoch {epoch}/{num_epochs}  " + "  ".join(f"{k}: {v[-1]:.3f}" for k, v in history.items()))
    return history


optimizer = torch.optim.AdamW(student_model.parameters(), lr=settings.student_lr)
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
