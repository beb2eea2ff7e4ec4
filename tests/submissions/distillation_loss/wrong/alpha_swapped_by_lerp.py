# misconceptions: alpha_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.kl = nn.KLDivLoss(reduction="batchmean")

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = self.temperature ** 2 * self.kl(student_soft, teacher_soft)
        hard_loss = F.cross_entropy(student_logits, labels)
        return torch.lerp(distillation_loss, hard_loss, self.alpha), distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
