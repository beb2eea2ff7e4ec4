# misconceptions: teacher_in_train_mode
from contextlib import contextmanager


class Accelerator:  # what the package of this name does on one device, and no more
    def __init__(self, device):
        self.device = device

    def prepare(self, *things):
        return [thing.to(self.device) if isinstance(thing, nn.Module) else thing for thing in things]

    def backward(self, loss):
        loss.backward()

    @contextmanager
    def accumulate(self, model):
        yield

    def gather_for_metrics(self, tensors):
        return tensors


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    accelerator = Accelerator(device)
    student, teacher, optimizer, loader = accelerator.prepare(student_model, teacher_model, optimizer, train_loader)
    history = {"total_loss": [], "distillation_loss": [], "hard_loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        student.train()
        seen, correct, sums = 0, 0, torch.zeros(3, device=accelerator.device)
        for step, batch in enumerate(loader):
            input_ids, attention_mask, labels = [t.to(accelerator.device) for t in batch]
            with accelerator.accumulate(student):
                with torch.no_grad():
                    teacher_logits = teacher(input_ids=input_ids, attention_mask=attention_mask).logits
                student_logits = student(input_ids=input_ids, attention_mask=attention_mask).logits
                loss, kd, ce = criterion(student_logits, teacher_logits, labels)
                accelerator.backward(loss)
                optimizer.step()
                optimizer.zero_grad()
            predictions, references = accelerator.gather_for_metrics((student_logits.argmax(dim=-1), labels))
            correct += (predictions == references).sum().item()
            seen += references.numel()
            sums += torch.stack([loss, kd, ce]).detach() * references.numel()
        for name, value in zip(history, (sums / seen).tolist()):
            history[name].append(value)
        history["accuracy"].append(100.0 * correct / seen)
    return history


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
