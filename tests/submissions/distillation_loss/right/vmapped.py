class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.kl_of_batch = torch.vmap(self.kl_of_pair)

    def kl_of_pair(self, student_logits, teacher_logits):  # (C,), (C,)
        log_p = F.log_softmax(teacher_logits / self.temperature, dim=0)
        log_q = F.log_softmax(student_logits / self.temperature, dim=0)
        return torch.dot(log_p.exp(), log_p - log_q)

    def forward(self, student_logits, teacher_logits, labels):
        distillation_loss = self.kl_of_batch(student_logits, teacher_logits).mean() * self.temperature**2
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
