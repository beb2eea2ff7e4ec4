# misconceptions: missing_t_squared, alpha_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        soft_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean")
        hard_loss = F.cross_entropy(student_logits, labels)
        total = self.alpha * hard_loss + (1.0 - self.alpha) * soft_loss * self.temperature ** 2
        return total, soft_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
