# misconceptions: student_not_softened
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.log_softmax = nn.LogSoftmax(dim=1)
        self.kl = nn.KLDivLoss(reduction="sum")
        self.nll = nn.NLLLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_probs = self.log_softmax(student_logits)  # once, for both losses
        soft_labels = torch.softmax(teacher_logits / self.temperature, dim=1)
        distillation_loss = self.kl(log_probs, soft_labels) / log_probs.shape[0] * self.temperature**2
        hard_loss = self.nll(log_probs, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
