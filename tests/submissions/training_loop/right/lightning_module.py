class Module(nn.Module):
    """What Lightning's module is to its trainer: a step, and hooks."""

    def __init__(self, student, teacher, criterion):
        super().__init__()
        self.student, self.teacher, self.criterion = student, teacher, criterion
        self.logged = []

    def on_train_epoch_start(self):
        self.sums, self.seen = torch.zeros(4, dtype=torch.float64), 0
        self.teacher.eval()

    def forward(self, input_ids, attention_mask):
        return self.student(input_ids=input_ids, attention_mask=attention_mask).logits

    def training_step(self, batch, batch_idx):
        input_ids, attention_mask, labels = batch
        with torch.no_grad():
            teacher_logits = self.teacher(input_ids=input_ids, attention_mask=attention_mask).logits
        logits = self(input_ids, attention_mask)
        losses = self.criterion(logits, teacher_logits, labels)
        hits = (logits.argmax(dim=-1) == labels).sum()
        self.sums += torch.stack([*(loss.detach() * len(labels) for loss in losses), hits]).double().cpu()
        self.seen += len(labels)
        return losses[0]

    def on_train_epoch_end(self):
        self.logged.append((self.sums / self.seen).tolist())


class Trainer:
    def __init__(self, max_epochs, device):
        self.max_epochs, self.device = max_epochs, device

    def fit(self, module, loader, optimizer):
        module.train()
        for _ in range(self.max_epochs):
            module.on_train_epoch_start()
            pass
            for batch_idx, batch in enumerate(loader):
                batch = [tensor.to(self.device) for tensor in batch]
                loss = module.training_step(batch, batch_idx)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            module.on_train_epoch_end()


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    module = Module(student_model, teacher_model, criterion)
    Trainer(num_epochs, device).fit(module, train_loader, optimizer)
    columns = list(zip(*module.logged))
    history = dict(zip(("total_loss", "distillation_loss", "hard_loss"), map(list, columns)))
    history["accuracy"] = [100 * share for share in columns[3]]
    return history

kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
