class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        p = torch.special.softmax(teacher_logits / self.temperature, dim=1)
        log_q = torch.special.log_softmax(student_logits / self.temperature, dim=1)
        kl = -(torch.special.entr(p) + p * log_q).sum(dim=1)  # entr is -p log p, 0 at 0
        distillation_loss = kl.mean() * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
