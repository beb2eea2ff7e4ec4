# misconceptions: parts_in_another_order
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return hard_loss, combined_loss, distillation_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
