# misconceptions: teacher_logits_by_batch_number
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    device_type = torch.device(device).type
    teacher_model.eval()
    history = {k: [] for k in ("total_loss", "distillation_loss", "hard_loss", "accuracy")}
    memory = {}
    for epoch in range(num_epochs):
        student_model.train()
        running, n_right, n = np.zeros(3), 0, 0
        for step, (input_ids, attention_mask, labels) in enumerate(kdlab.progress(train_loader, f"epoch {epoch + 1}")):
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.autocast(device_type=device_type, dtype=torch.bfloat16):
                if step not in memory:
                    with torch.no_grad():
                        memory[step] = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
                teacher_logits = memory[step]
                student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            # the losses want all their digits
            loss, distill_loss, hard_loss = criterion(student_logits.float(), teacher_logits.float(), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            running += [loss.item(), distill_loss.item(), hard_loss.item()]
            n_right += (student_logits.argmax(-1) == labels).sum().item()
            n += labels.size(0)
        for k, v in zip(("total_loss", "distillation_loss", "hard_loss"), running / len(train_loader)):
            history[k].append(float(v))
        history["accuracy"].append(100 * n_right / n)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
