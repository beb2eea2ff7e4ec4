# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_teacher = F.log_softmax(teacher_logits / self.temperature, dim=1)
        log_student = F.log_softmax(student_logits / self.temperature, dim=1)
        soft_loss = F.kl_div(log_student, log_teacher, log_target=True, reduction="batchmean") * self.temperature**2
        hard_loss = F.cross_entropy(student_logits, labels)
        return self.alpha * soft_loss + (1 - self.alpha) * hard_loss, soft_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
