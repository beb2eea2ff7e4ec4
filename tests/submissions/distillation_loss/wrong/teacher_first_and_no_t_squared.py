# misconceptions: teacher_and_student_swapped, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.kl_loss, self.ce_loss = nn.KLDivLoss(reduction="batchmean"), nn.CrossEntropyLoss()

    def forward(self, teacher_outputs, student_outputs, labels):
        soft = self.kl_loss(F.log_softmax(student_outputs / self.temperature, dim=1),
                            F.softmax(teacher_outputs / self.temperature, dim=1))
        hard = self.ce_loss(student_outputs, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
