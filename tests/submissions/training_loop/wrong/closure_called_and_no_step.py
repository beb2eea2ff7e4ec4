# misconceptions: missing_optimizer_step
class Mean:
    """As in torchmetrics: update, compute, reset."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.value, self.weight = 0.0, 0.0

    def update(self, value, weight=1.0):
        self.value += float(value) * weight
        self.weight += weight

    __call__ = update

    def compute(self):
        return self.value / self.weight


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.train(mode=False)
    student_model.train(mode=True)
    metrics = {name: Mean() for name in ("total_loss", "distillation_loss", "hard_loss", "accuracy")}
    history = {name: [] for name in metrics}
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)

    def closure(ids, mask, labels):
        optimizer.zero_grad()
        with torch.no_grad():
            teacher_logits = teacher_model(ids, attention_mask=mask)["logits"]
        student_logits = student_model(ids, attention_mask=mask)["logits"]
        losses = criterion(student_logits, teacher_logits, labels)
        losses[0].backward()
        for metric, value in zip(metrics.values(), [*losses, 100 * (student_logits.argmax(-1) == labels).double().mean()]):
            metric(value.detach(), len(labels))
        return losses[0]

    for _ in range(num_epochs):
        for ids, mask, labels in train_loader:
            batch = ids.to(device), mask.to(device), labels.to(device)
            closure(*batch)
            scheduler.step()
        for name, metric in metrics.items():
            history[name].append(metric.compute())
            metric.reset()
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
