class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        dtype = student_logits.dtype
        t = teacher_logits.to(torch.float64) / self.temperature
        s = student_logits.to(torch.float64) / self.temperature
        log_t = t - t.logsumexp(dim=1, keepdim=True)
        log_s = s - s.logsumexp(dim=1, keepdim=True)

        kl = torch.einsum("bc,bc->b", log_t.exp(), log_t - log_s)
        distillation_loss = (kl.mean() * self.temperature**2).to(dtype)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
