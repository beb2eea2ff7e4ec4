# misconceptions: student_softmax_not_log
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = (teacher_logits / self.temperature).softmax(1).detach()
        student_soft = (student_logits / self.temperature).softmax(1)
        divergence = F.kl_div(student_soft, teacher_soft, reduction="none").sum(1).mean()
        distillation_loss = divergence * self.temperature * self.temperature
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss()
