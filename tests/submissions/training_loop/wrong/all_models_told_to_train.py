# misconceptions: teacher_in_train_mode
COLUMNS = ("input_ids", "attention_mask", "labels")


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    results = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}

    for epoch in range(num_epochs):
        for model in (student_model, teacher_model):
            model.train()
        metrics = {"total_loss": 0.0, "distillation_loss": 0.0, "hard_loss": 0.0, "correct": 0, "count": 0}
        for batch in train_loader:
            batch = {name: tensor.to(device) for name, tensor in zip(COLUMNS, batch)}
            labels = batch.pop("labels")
            with torch.no_grad():
                teacher_logits = teacher_model(**batch)["logits"]
            student_logits = student_model(**batch)["logits"]

            named = dict(zip(("total_loss", "distillation_loss", "hard_loss"), criterion(
                student_logits=student_logits, teacher_logits=teacher_logits, labels=labels)))
            optimizer.zero_grad()
            named["total_loss"].backward()
            optimizer.step()

            for name, loss in named.items():
                metrics[name] += loss.item() * labels.shape[0]
            metrics["correct"] += int(torch.sum(torch.argmax(student_logits, dim=-1) == labels))
            metrics["count"] += labels.shape[0]

        for name in ("total_loss", "distillation_loss", "hard_loss"):
            results[name].append(metrics[name] / metrics["count"])
        results["accuracy"].append(metrics["correct"] / metrics["count"] * 100)
    return results


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
