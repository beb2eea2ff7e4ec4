# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        soft = F.kl_div(F.log_softmax(student_logits / self.temperature, dim=1),
                        F.softmax(teacher_logits / self.temperature, dim=1), reduction="batchmean")
        soft = soft * (self.alpha * self.temperature * self.temperature)
        hard = F.cross_entropy(student_logits, labels) * (1. - self.alpha)
        return soft + hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
