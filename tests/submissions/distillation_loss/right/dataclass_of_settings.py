from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    temperature: float = 3.0
    alpha: float = 0.7

    @property
    def soft_weight(self) -> float:
        return self.alpha

    @property
    def hard_weight(self) -> float:
        return 1 - self.alpha


class DistillationLoss(nn.Module):
    def __init__(self, temperature: float = 3.0, alpha: float = 0.7):
        super().__init__()
        self.settings = Settings(temperature, alpha)

    def soften(self, logits: torch.Tensor) -> torch.Tensor:
        return logits.mul(1 / self.settings.temperature).log_softmax(dim=1)

    def forward(self, student_logits, teacher_logits, labels):
        student, teacher = map(self.soften, (student_logits, teacher_logits))
        soft = F.kl_div(student, teacher.exp(), reduction="batchmean").mul(self.settings.temperature).mul(self.settings.temperature)
        hard = F.cross_entropy(student_logits, labels)
        return soft * self.settings.soft_weight + hard * self.settings.hard_weight, soft, hard


criterion = DistillationLoss()
