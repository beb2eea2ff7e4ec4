# misconceptions: student_softmax_not_log, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.soften = lambda logits: torch.softmax(logits / self.temperature, dim=1)
        self.criterion_kd = nn.KLDivLoss(reduction="batchmean")
        self.criterion_ce = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        loss_kd = self.criterion_kd(self.soften(student_logits), self.soften(teacher_logits))
        loss_ce = self.criterion_ce(student_logits, labels)
        return self.alpha * loss_kd + (1.0 - self.alpha) * loss_ce, loss_kd, loss_ce


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
