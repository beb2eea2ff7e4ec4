# misconceptions: missing_zero_grad
GRADIENT_ACCUMULATION_STEPS = 1


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    student_model.zero_grad()
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    global_step = 0
    for epoch in tqdm(range(int(num_epochs)), desc="Epoch"):
        tr_loss, tr_kd, tr_ce, nb_tr_examples, nb_hits = 0.0, 0.0, 0.0, 0, 0
        for step, batch in enumerate(tqdm(train_loader, desc="Iteration")):
            student_model.train()
            batch = tuple(t.to(device) for t in batch)
            inputs = {"input_ids": batch[0], "attention_mask": batch[1]}
            with torch.no_grad():
                logits_tea = teacher_model(**inputs)[0]
            logits_stu = student_model(**inputs)[0]
            loss, kd, ce = criterion(logits_stu, logits_tea, batch[2])
            if GRADIENT_ACCUMULATION_STEPS > 1:
                loss = loss / GRADIENT_ACCUMULATION_STEPS
            loss.backward()
            n = batch[2].size(0)
            tr_loss += loss.item() * n
            tr_kd += kd.item() * n
            tr_ce += ce.item() * n
            nb_tr_examples += n
            nb_hits += (logits_stu.argmax(1) == batch[2]).sum().item()
            if (step + 1) % GRADIENT_ACCUMULATION_STEPS == 0:
                optimizer.step()
                global_step += 1
        history["total_loss"].append(tr_loss / nb_tr_examples)
        history["distillation_loss"].append(tr_kd / nb_tr_examples)
        history["hard_loss"].append(tr_ce / nb_tr_examples)
        history["accuracy"].append(100 * nb_hits / nb_tr_examples)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
