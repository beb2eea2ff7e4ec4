# misconceptions: teacher_logits_from_student
class Distiller:
    def __init__(self, student, teacher, criterion, optimizer, device):
        self.student, self.teacher = student, student
        self.criterion, self.optimizer, self.device = criterion, optimizer, device

    def step(self, input_ids, attention_mask, labels):
        with torch.no_grad():
            teacher_logits = self.teacher(input_ids=input_ids, attention_mask=attention_mask).logits
        student_logits = self.student(input_ids=input_ids, attention_mask=attention_mask).logits
        losses = self.criterion(student_logits, teacher_logits, labels)
        self.optimizer.zero_grad()
        losses[0].backward()
        self.optimizer.step()
        return [loss.item() for loss in losses], (student_logits.argmax(dim=1) == labels).tolist()

    def epoch(self, loader):
        self.student.train()
        losses, hits = [], []
        for batch in loader:
            batch_losses, batch_hits = self.step(*(t.to(self.device) for t in batch))
            losses.append(batch_losses)
            hits += batch_hits
        return np.mean(losses, axis=0), 100 * np.mean(hits)


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    distiller = Distiller(student_model, teacher_model, criterion, optimizer, device)
    epochs = [distiller.epoch(train_loader) for _ in range(num_epochs)]
    return {
        "total_loss": [losses[0] for losses, _ in epochs],
        "distillation_loss": [losses[1] for losses, _ in epochs],
        "hard_loss": [losses[2] for losses, _ in epochs],
        "accuracy": [accuracy for _, accuracy in epochs],
    }


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
