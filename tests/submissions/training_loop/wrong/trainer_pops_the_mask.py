# misconceptions: teacher_without_mask
class DistillationTrainer:
    """Shaped after transformers' Trainer."""

    def __init__(self, model, teacher, criterion, optimizer, args):
        self.model, self.teacher = model, teacher
        self.criterion, self.optimizer, self.args = criterion, optimizer, args
        self.teacher.eval()

    def compute_loss(self, model, inputs, return_outputs=False):
        labels = inputs.pop("labels")
        outputs_student = model(**inputs)
        inputs.pop("attention_mask")
        with torch.no_grad():
            outputs_teacher = self.teacher(**inputs)
        losses = self.criterion(outputs_student.logits, outputs_teacher.logits, labels)
        return (losses, outputs_student) if return_outputs else losses

    def training_step(self, model, inputs):
        model.train()
        labels = inputs["labels"]
        losses, outputs = self.compute_loss(model, dict(inputs), return_outputs=True)
        losses[0].backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return [loss.detach().item() for loss in losses], (outputs.logits.argmax(-1) == labels).sum().item(), len(labels)

    def train(self, loader):
        log_history = []
        for epoch in range(self.args["num_train_epochs"]):
            steps = [self.training_step(self.model, self.prepare(batch)) for batch in loader]
            n = sum(size for *_, size in steps)
            means = [sum(losses[i] * size for losses, _, size in steps) / n for i in range(3)]
            log_history.append({"epoch": epoch, "losses": means, "accuracy": 100 * sum(hits for _, hits, _ in steps) / n})
        return log_history

    def prepare(self, batch):
        names = ("input_ids", "attention_mask", "labels")
        return {name: tensor.to(self.args["device"]) for name, tensor in zip(names, batch)}


def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    trainer = DistillationTrainer(student_model, teacher_model, criterion, optimizer,
                                  {"num_train_epochs": num_epochs, "device": device})
    log = trainer.train(train_loader)
    return {
        "total_loss": [entry["losses"][0] for entry in log],
        "distillation_loss": [entry["losses"][1] for entry in log],
        "hard_loss": [entry["losses"][2] for entry in log],
        "accuracy": [entry["accuracy"] for entry in log],
    }


kdlab.start_over(student_model)
optimizer = kdlab.adamw(student_model, settings.student_lr, num_epochs * len(train_loader))
history = train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs)
