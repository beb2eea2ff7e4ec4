import pandas as pd


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    records = []
    for epoch in range(num_epochs):
        student_model.train()
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            loss, soft, hard = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            records.append({"epoch": epoch, "total_loss": loss.item(), "distillation_loss": soft.item(), "hard_loss": hard.item(),
                            "hits": (student_logits.argmax(1) == labels).sum().item(), "pairs": len(labels)})
    by_epoch = pd.DataFrame(records).groupby("epoch")
    history = {name: by_epoch[name].mean() for name in ("total_loss", "distillation_loss", "hard_loss")}
    history["accuracy"] = 100 * by_epoch["hits"].sum() / by_epoch["pairs"].sum()
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
