# misconceptions: kl_arguments_swapped
from torch.distributions import Categorical, kl_divergence


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        student = Categorical(logits=student_logits / self.temperature)
        teacher = Categorical(logits=teacher_logits / self.temperature)
        # how far the student is from the teacher
        distillation_loss = kl_divergence(student, teacher).mean() * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
