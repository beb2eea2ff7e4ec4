# misconceptions: unrecognised
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {key: [] for key in ("total_loss", "distillation_loss", "hard_loss", "accuracy")}

    for epoch in range(num_epochs):
        teacher_model.eval()
        student_model.train()
        per_batch = {"total_loss": [], "distillation_loss": [], "hard_loss": []}
        hits = []

        for input_ids, attention_mask, labels in train_loader:
            inputs = {"input_ids": input_ids.to(device), "attention_mask": attention_mask.to(device)}
            labels = labels.to(device)

            teacher_logits = teacher_model(**inputs).logits.detach()
            student_logits = student_model(**inputs).logits

            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)
            student_model.zero_grad()
            loss.backward()
            optimizer.step()

            per_batch["total_loss"].append(float(loss))
            per_batch["distillation_loss"].append(float(distill_loss))
            per_batch["hard_loss"].append(float(hard_loss))
            hits.extend((student_logits.argmax(1) == labels).tolist())

        for key, values in per_batch.items():
            history[key].append(sum(values) / len(values))
        history["accuracy"].append(100 * sum(hits) / len(hits))
        if history["accuracy"][-1] == max(history["accuracy"]):
            best = {name: tensor.clone() for name, tensor in student_model.state_dict().items()}

    student_model.load_state_dict(best)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(
    student_model=student_model,
    teacher_model=teacher_model,
    train_loader=train_loader,
    criterion=criterion,
    optimizer=optimizer,
    device=device,
    num_epochs=num_epochs,
)
