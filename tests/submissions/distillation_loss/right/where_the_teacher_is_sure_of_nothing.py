import math


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.scale = math.pow(temperature, 2)

    def forward(self, student_logits, teacher_logits, labels):
        p = F.softmax(teacher_logits / self.temperature, dim=1)
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)
        positive = p > 0  # 0 * log 0 is 0
        terms = torch.where(positive, p * (torch.where(positive, p, 1.0).log() - log_q), 0.0)
        distillation_loss = self.scale * terms.sum() / p.size(0)
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
