# misconceptions: hard_loss_on_probabilities, hard_loss_on_softened_logits
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        student_probs = F.softmax(student_logits / self.temperature, dim=1)
        teacher_probs = F.softmax(teacher_logits / self.temperature, dim=1)
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = F.kl_div(log_q, teacher_probs, reduction="batchmean") * self.temperature**2
        hard_loss = self.ce_loss(student_probs, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
