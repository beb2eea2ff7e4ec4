# misconceptions: log_teacher_without_log_target
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        student, teacher = [F.log_softmax(logits.div(self.temperature), dim=1) for logits in (student_logits, teacher_logits)]
        batch_size = labels.shape[0]
        distillation_loss = F.kl_div(student, teacher.detach(), reduction="sum").div(batch_size).mul(self.temperature**2)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
