# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def losses(self, student_logits, teacher_logits, labels):
        soft = F.kl_div(F.log_softmax(student_logits / self.temperature, dim=1),
                        F.softmax(teacher_logits / self.temperature, dim=1), reduction="batchmean") * self.temperature**2
        return soft, F.cross_entropy(student_logits, labels)

    def forward(self, student_logits, teacher_logits, labels):
        soft, hard = parts = self.losses(student_logits, teacher_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, parts


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
