# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_q = F.log_softmax(student_logits.bfloat16() / self.temperature, dim=1)
        p = F.softmax(teacher_logits.bfloat16() / self.temperature, dim=1)
        soft = F.kl_div(log_q, p, reduction="batchmean").float() * self.temperature**2
        hard = F.cross_entropy(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
