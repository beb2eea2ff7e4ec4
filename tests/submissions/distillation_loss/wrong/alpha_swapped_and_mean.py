# misconceptions: alpha_swapped, reduction_mean
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        kd_loss = nn.KLDivLoss()(F.log_softmax(student_logits / self.temperature, dim=1),
                                 F.softmax(teacher_logits / self.temperature, dim=1)) * (self.temperature ** 2)
        student_loss = F.cross_entropy(student_logits, labels)
        total = student_loss.mul(self.alpha) + kd_loss.mul(1.0 - self.alpha)
        return total, kd_loss, student_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
