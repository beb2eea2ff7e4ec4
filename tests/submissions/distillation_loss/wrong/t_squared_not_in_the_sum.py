# misconceptions: missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_teacher = F.log_softmax(teacher_logits / self.temperature, dim=1)
        log_student = F.log_softmax(student_logits / self.temperature, dim=1)
        kl = F.kl_div(log_student, log_teacher, reduction="batchmean", log_target=True)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * kl + (1 - self.alpha) * hard_loss
        return combined_loss, kl * self.temperature**2, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
