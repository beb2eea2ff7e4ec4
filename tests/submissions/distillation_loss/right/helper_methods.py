class DistillationLoss(nn.Module):
    def __init__(self, temperature: float = 3.0, alpha: float = 0.7) -> None:
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    @staticmethod
    def kl(student_log_probs: torch.Tensor, teacher_probs: torch.Tensor) -> torch.Tensor:
        return F.kl_div(input=student_log_probs, target=teacher_probs, reduction="batchmean")

    def soft_loss(self, student_logits: torch.Tensor, teacher_logits: torch.Tensor) -> torch.Tensor:
        teacher_soft = F.softmax(teacher_logits.div(self.temperature), dim=1)
        student_soft = F.log_softmax(student_logits.div(self.temperature), dim=1)
        return self.kl(student_soft, teacher_soft) * self.temperature ** 2

    def hard_loss(self, student_logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(student_logits, labels)

    def forward(
        self, student_logits: torch.Tensor, teacher_logits: torch.Tensor, labels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        soft = self.soft_loss(student_logits, teacher_logits)
        hard = self.hard_loss(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
