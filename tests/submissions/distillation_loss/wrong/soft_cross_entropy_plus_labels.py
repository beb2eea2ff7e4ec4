# misconceptions: soft_cross_entropy, labels_part_not_weighted
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.lambda_kd = alpha
        self.ce = nn.CrossEntropyLoss(reduction="none")

    def forward(self, student_logits, teacher_logits, labels):
        kd = self.ce(student_logits / self.temperature, F.softmax(teacher_logits / self.temperature, dim=1)).mean()
        kd = kd * self.temperature**2
        ce = self.ce(student_logits, labels).mean()
        return ce + self.lambda_kd * kd, kd, ce


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
