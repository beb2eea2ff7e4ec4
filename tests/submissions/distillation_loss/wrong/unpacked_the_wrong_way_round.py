# misconceptions: teacher_and_student_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, *inputs):
        teacher, student, labels = inputs
        soft = F.kl_div(
            F.log_softmax(student / self.temperature, dim=1),
            F.softmax(teacher / self.temperature, dim=1),
            reduction="batchmean",
        ) * self.temperature ** 2
        hard = F.cross_entropy(student, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
