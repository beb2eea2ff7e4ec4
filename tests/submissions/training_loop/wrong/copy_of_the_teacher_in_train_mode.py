# misconceptions: teacher_in_train_mode
from copy import deepcopy


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    # a frozen copy, so that nothing here can touch the teacher itself
    frozen = deepcopy(teacher_model).requires_grad_(False)
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student_model.train()
        collected = []
        for batch in train_loader:
            input_ids, attention_mask, labels = (t.to(device) for t in batch)
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            losses = criterion(student_logits, frozen(input_ids=input_ids, attention_mask=attention_mask).logits, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            collected.append([*(loss.item() for loss in losses), (student_logits.argmax(-1) == labels).sum().item(), len(labels)])
        total, soft, hard, hits, sizes = (np.array(column) for column in zip(*collected))
        history["total_loss"].append((total * sizes).sum() / sizes.sum())
        history["distillation_loss"].append((soft * sizes).sum() / sizes.sum())
        history["hard_loss"].append((hard * sizes).sum() / sizes.sum())
        history["accuracy"].append(100 * hits.sum() / sizes.sum())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
