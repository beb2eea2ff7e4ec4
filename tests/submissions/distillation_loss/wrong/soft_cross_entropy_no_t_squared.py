# misconceptions: soft_cross_entropy, missing_t_squared
class SoftCrossEntropy(nn.Module):
    def forward(self, logits, soft_labels):
        return (-soft_labels * logits.log_softmax(-1)).sum(-1).mean()


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.soft_ce, self.ce_loss = SoftCrossEntropy(), nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        distillation_loss = self.soft_ce(student_logits / self.temperature, (teacher_logits / self.temperature).softmax(-1))
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
