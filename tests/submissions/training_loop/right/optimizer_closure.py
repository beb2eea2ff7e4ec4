def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        told = []
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits

            def closure():
                optimizer.zero_grad()
                student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
                total, soft, hard = criterion(student_logits, teacher_logits, labels)
                total.backward()
                told.append((len(labels), total.item(), soft.item(), hard.item(), (student_logits.argmax(1) == labels).sum().item()))
                return total

            optimizer.step(closure)
        sizes, totals, softs, hards, hits = map(np.array, zip(*told))
        history["total_loss"].append(np.average(totals, weights=sizes))
        history["distillation_loss"].append(np.average(softs, weights=sizes))
        history["hard_loss"].append(np.average(hards, weights=sizes))
        history["accuracy"].append(100 * hits.sum() / sizes.sum())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
