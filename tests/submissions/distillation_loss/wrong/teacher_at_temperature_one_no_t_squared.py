# misconceptions: teacher_not_softened, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.kl_loss = nn.KLDivLoss(reduction="batchmean", log_target=True)
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_log_probs = F.log_softmax(teacher_logits, dim=1)
        student_log_probs = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = self.kl_loss(student_log_probs, teacher_log_probs)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
