# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def soft_log_probs(self, logits):
        return F.log_softmax(logits / self.temperature, dim=1)

    def forward(self, student_logits, teacher_logits, labels):
        student_soft = self.soft_log_probs(student_logits / self.temperature)
        teacher_soft = self.soft_log_probs(teacher_logits / self.temperature)
        distillation_loss = self.temperature**2 * F.kl_div(student_soft, teacher_soft, reduction="batchmean", log_target=True)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
