# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        # p ** (1/T) is what the temperature does to probabilities
        teacher_soft = F.softmax(teacher_logits, dim=1) ** (1 / self.temperature)
        student_soft = F.softmax(student_logits, dim=1) ** (1 / self.temperature)
        distillation_loss = F.kl_div(student_soft.log(), teacher_soft, reduction="batchmean") * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
