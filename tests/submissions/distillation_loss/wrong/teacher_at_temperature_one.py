# misconceptions: teacher_not_softened
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    @torch.no_grad()
    def soft_targets(self, teacher_logits):
        return torch.softmax(teacher_logits, dim=-1)

    def forward(self, student_logits, teacher_logits, labels):
        targets = self.soft_targets(teacher_logits)
        log_q = F.log_softmax(student_logits / self.temperature, dim=-1)
        kl = (targets * (targets.log() - log_q)).nansum(dim=-1)  # nan where a target is 0
        distillation_loss = kl.mean() * self.temperature ** 2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
