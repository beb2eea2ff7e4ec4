class SoftLoss(nn.Module):
    def __init__(self, temperature):
        super().__init__()
        self.temperature = temperature

    def forward(self, student_logits, teacher_logits):
        return self.temperature ** 2 * F.kl_div(
            F.log_softmax(student_logits / self.temperature, dim=1),
            F.softmax(teacher_logits / self.temperature, dim=1),
            reduction="batchmean",
        )


class DistillationLoss(SoftLoss):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__(temperature)
        assert 0 <= alpha <= 1, "alpha is a share"
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        assert student_logits.shape == teacher_logits.shape
        distillation_loss = super().forward(student_logits, teacher_logits)
        hard_loss = F.cross_entropy(student_logits, labels)
        return self.alpha * distillation_loss + (1 - self.alpha) * hard_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
