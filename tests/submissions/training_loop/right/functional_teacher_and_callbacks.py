from dataclasses import asdict, dataclass, field

from torch.func import functional_call


@dataclass
class History:
    total_loss: list = field(default_factory=list)
    distillation_loss: list = field(default_factory=list)
    hard_loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)


class Callback:
    def on_epoch_begin(self, epoch): ...
    def on_batch_end(self, logits, labels, losses): ...
    def on_epoch_end(self, epoch): ...


class Recorder(Callback):
    def __init__(self, history):
        self.history = history

    def on_epoch_begin(self, epoch):
        self.outcomes = []

    def on_batch_end(self, logits, labels, losses):
        self.outcomes.append(torch.stack([*losses, (logits.argmax(1) == labels).sum()]).detach().cpu())
        self.sizes = [*getattr(self, "sizes", []), len(labels)]

    def on_epoch_end(self, epoch):
        table, sizes = torch.stack(self.outcomes), torch.tensor(self.sizes[-len(self.outcomes):])
        for name, values in zip(("total_loss", "distillation_loss", "hard_loss"), table.T):
            getattr(self.history, name).append(((values * sizes).sum() / sizes.sum()).item())
        self.history.accuracy.append((100 * table[:, 3].sum() / sizes.sum()).item())


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    teacher_model.eval()
    frozen = {name: p.detach() for name, p in teacher_model.named_parameters()}
    history = History()
    callbacks = [Recorder(history)]
    for epoch in range(num_epochs):
        student_model.train()
        [callback.on_epoch_begin(epoch) for callback in callbacks]
        for ids, mask, labels in train_loader:
            batch = {"input_ids": ids.to(device), "attention_mask": mask.to(device)}
            teacher_logits = functional_call(teacher_model, frozen, (), batch).logits
            student_logits = student_model(**batch).logits
            losses = criterion(student_logits, teacher_logits, labels.to(device))
            student_model.zero_grad()
            losses[0].backward()
            optimizer.step()
            [callback.on_batch_end(student_logits, labels.to(device), losses) for callback in callbacks]
        [callback.on_epoch_end(epoch) for callback in callbacks]
    return asdict(history)

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
