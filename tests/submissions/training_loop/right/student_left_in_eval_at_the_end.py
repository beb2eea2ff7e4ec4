def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        if teacher_model.training:
            teacher_model.eval()
        losses, right, seen = [], 0, 0
        for step, (input_ids, attention_mask, labels) in enumerate(train_loader, start=1):
            input_ids = input_ids.to(device, non_blocking=True)
            attention_mask = attention_mask.to(device, non_blocking=True)
            labels = labels.to(device, non_blocking=True)

            with torch.no_grad():
                teacher_outputs = teacher_model(input_ids=input_ids, attention_mask=attention_mask)
                teacher_logits = teacher_outputs.logits
            student_outputs = student_model(input_ids=input_ids, attention_mask=attention_mask)
            student_logits = student_outputs.logits

            loss, distill_loss, hard_loss = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()

            losses.append(torch.tensor([loss.item(), distill_loss.item(), hard_loss.item()]))
            right += np.sum(student_logits.detach().cpu().numpy().argmax(axis=1) == labels.cpu().numpy())
            seen += len(labels)
            if step % 20 == 0:
                print(f"  step {step}/{len(train_loader)}: {loss.item():.4f}")

        total, distillation, hard = torch.stack(losses).mean(dim=0).tolist()
        history["total_loss"] += [total]
        history["distillation_loss"] += [distillation]
        history["hard_loss"] += [hard]
        history["accuracy"] += [100 * right / seen]
    student_model.eval()
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
