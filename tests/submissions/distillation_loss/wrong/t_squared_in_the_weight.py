# misconceptions: missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.soft_weight = alpha * temperature * temperature  # Hinton's factor goes into the weight
        self.hard_weight = 1.0 - alpha
        self.ce_loss = nn.CrossEntropyLoss()
        self.kl_loss = nn.KLDivLoss(reduction="batchmean")

    def forward(self, student_logits, teacher_logits, labels):
        kd = self.kl_loss(F.log_softmax(student_logits / self.temperature, dim=1),
                          F.softmax(teacher_logits / self.temperature, dim=1))
        ce = self.ce_loss(student_logits, labels)
        return kd * self.soft_weight + ce * self.hard_weight, kd, ce


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
