# misconceptions: softmax_wrong_dim
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_p = teacher_logits.div(self.temperature).log_softmax(dim=-2)
        log_q = student_logits.div(self.temperature).log_softmax(dim=-2)
        distillation_loss = torch.sum(log_p.exp() * (log_p - log_q), dim=1).mean() * self.temperature.__pow__(2)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
