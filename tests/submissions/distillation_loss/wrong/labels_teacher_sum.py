# misconceptions: parts_in_another_order
from collections import namedtuple

Losses = namedtuple("Losses", ["hard", "soft", "total"])


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.kl = nn.KLDivLoss(reduction="batchmean", log_target=True)

    def forward(self, student_logits, teacher_logits, labels):
        hard = F.cross_entropy(student_logits, labels)
        soft = self.temperature**2 * self.kl(F.log_softmax(student_logits / self.temperature, dim=1),
                                             F.log_softmax(teacher_logits / self.temperature, dim=1))
        return Losses(hard, soft, self.alpha * soft + (1 - self.alpha) * hard)


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
