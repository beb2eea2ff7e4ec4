# misconceptions: history_accuracy_is_a_fraction
class MeanMetric:
    def __init__(self):
        self.reset()

    def reset(self):
        self.value, self.weight = 0.0, 0

    def update(self, value, weight=1):
        self.value += float(value) * weight
        self.weight += weight

    def compute(self):
        return self.value / self.weight


class MulticlassAccuracy(MeanMetric):
    def update(self, preds, target):
        super().update((preds.argmax(dim=1) == target).double().mean(), len(target))


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    meters = {"total_loss": MeanMetric(), "distillation_loss": MeanMetric(), "hard_loss": MeanMetric()}
    accuracy = MulticlassAccuracy()
    history = {name: [] for name in (*meters, "accuracy")}
    teacher_model.eval()
    for epoch in range(num_epochs):
        student_model.train()
        for metric in (*meters.values(), accuracy):
            metric.reset()
        for input_ids, attention_mask, labels in train_loader:
            input_ids, attention_mask, labels = input_ids.to(device), attention_mask.to(device), labels.to(device)
            with torch.no_grad():
                teacher_logits = teacher_model(input_ids=input_ids, attention_mask=attention_mask).logits
            student_logits = student_model(input_ids=input_ids, attention_mask=attention_mask).logits
            losses = criterion(student_logits, teacher_logits, labels)
            optimizer.zero_grad()
            losses[0].backward()
            optimizer.step()
            for metric, loss in zip(meters.values(), losses):
                metric.update(loss.detach(), len(labels))
            accuracy.update(student_logits.detach(), labels)
        for name, metric in meters.items():
            history[name].append(metric.compute())
        history["accuracy"].append(accuracy.compute())
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
