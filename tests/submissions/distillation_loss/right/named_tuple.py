from collections import namedtuple

Losses = namedtuple("Losses", "combined distillation hard")


def softened(logits, temperature):
    return F.log_softmax(logits / temperature, dim=-1)


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.scale = temperature ** 2
        self.weights = {"soft": alpha, "hard": 1 - alpha}

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = softened(teacher_logits, self.temperature).exp()
        student_soft = softened(student_logits, self.temperature)
        soft = self.scale * F.kl_div(student_soft, teacher_soft, reduction="batchmean")
        hard = F.nll_loss(F.log_softmax(student_logits, dim=-1), labels)
        return Losses(self.weights["soft"] * soft + self.weights["hard"] * hard, soft, hard)


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
