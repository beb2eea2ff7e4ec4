class DistillationLoss(nn.Module):
    """Hinton's loss with the KL divergence written out: sum over the classes of p * (log p - log q)."""

    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_p = F.log_softmax(teacher_logits / self.temperature, dim=1)  # (B, C)
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)  # (B, C)
        kl = torch.sum(log_p.exp() * (log_p - log_q), dim=1)  # (B,)

        distillation_loss = kl.mean() * self.temperature ** 2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(3.0, 0.7)
