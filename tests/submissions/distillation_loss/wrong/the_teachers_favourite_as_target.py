# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        _, favourites = torch.max(teacher_logits / self.temperature, dim=1)
        distillation_loss = F.cross_entropy(student_logits / self.temperature, favourites) * self.temperature**2
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
