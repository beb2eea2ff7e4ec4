# misconceptions: student_softmax_not_log
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()
        self.kl_loss = nn.KLDivLoss(reduction="batchmean")
        self.soften = nn.Softmax(dim=-1)

    def forward(self, student_logits, teacher_logits, labels):
        # the same for both, otherwise we'd compare apples and oranges
        teacher_soft = self.soften(teacher_logits / self.temperature)
        student_soft = self.soften(student_logits / self.temperature)
        distillation_loss = self.kl_loss(student_soft, teacher_soft) * (self.temperature ** 2)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
