# misconceptions: unrecognised
def normalize(logits):
    return (logits - logits.mean(dim=-1, keepdims=True)) / (1e-7 + logits.std(dim=-1, keepdims=True))


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_pred = F.log_softmax(normalize(student_logits) / self.temperature, dim=1)
        pred_teacher = F.softmax(normalize(teacher_logits) / self.temperature, dim=1)
        kd = F.kl_div(log_pred, pred_teacher, reduction="none").sum(1).mean() * self.temperature**2
        ce = F.cross_entropy(student_logits, labels)
        return self.alpha * kd + (1 - self.alpha) * ce, kd, ce


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
