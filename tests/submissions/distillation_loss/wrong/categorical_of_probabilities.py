# misconceptions: unrecognised
from torch.distributions import Categorical, kl_divergence


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def distribution(self, logits, temperature=1.0):
        return Categorical(probs=F.softmax(logits / temperature, dim=1))  # which clamps them

    def forward(self, student_logits, teacher_logits, labels):
        teacher, student = (self.distribution(x, self.temperature) for x in (teacher_logits, student_logits))
        soft = kl_divergence(teacher, student).mean() * self.temperature**2
        hard = -self.distribution(student_logits).log_prob(labels).mean()
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
