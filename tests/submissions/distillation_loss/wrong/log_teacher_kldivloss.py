# misconceptions: log_teacher_without_log_target
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()
        self.kl = nn.KLDivLoss(reduction="batchmean")
        self.log_softmax = nn.LogSoftmax(dim=1)

    def forward(self, student_logits, teacher_logits, labels):
        with torch.no_grad():
            teacher_soft = self.log_softmax(teacher_logits / self.temperature)
        student_soft = self.log_softmax(student_logits / self.temperature)
        distillation_loss = self.kl(student_soft, teacher_soft)
        distillation_loss *= self.temperature ** 2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
