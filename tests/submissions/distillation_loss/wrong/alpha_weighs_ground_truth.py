# misconceptions: alpha_swapped
class DistillationLoss(nn.Module):
    """alpha: how much we trust the ground truth; the rest goes to the teacher."""

    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.soft_weight = 1.0 - alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_teacher = F.log_softmax(teacher_logits / self.temperature, dim=1)
        log_student = F.log_softmax(student_logits / self.temperature, dim=1)
        soft = F.kl_div(log_student, log_teacher, reduction="batchmean", log_target=True) * self.temperature**2
        hard = self.ce_loss(student_logits, labels)
        return self.soft_weight * soft + self.alpha * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
