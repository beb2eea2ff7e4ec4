class RunningMean:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, value, weight):
        self.total += float(value.detach()) * weight
        self.count += weight

    def compute(self):
        return self.total / max(self.count, 1)


class DistillationLoss(nn.Module):
    """The three losses of a batch; like a torchmetrics object it also keeps their means since the last `reset()`."""

    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.reset()

    def reset(self):
        self.means = {name: RunningMean() for name in ("combined", "soft", "hard")}

    def forward(self, student_logits, teacher_logits, labels):
        losses = self.compute(student_logits, teacher_logits, labels)
        for mean, loss in zip(self.means.values(), losses):
            mean.update(loss, len(labels))
        return losses

    def compute(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        soft = self.temperature**2 * F.kl_div(student_soft, teacher_soft, reduction="batchmean")
        hard = F.cross_entropy(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
