from typing import NamedTuple


class KDOutput(NamedTuple):
    loss: torch.Tensor
    distillation_loss: torch.Tensor
    hard_loss: torch.Tensor


class DistillationLoss(nn.Module):
    def __init__(self, temperature: float = 3.0, alpha: float = 0.7) -> None:
        super().__init__()
        self.T: float = temperature
        self.alpha: float = alpha

    def forward(self, student_logits: torch.Tensor, teacher_logits: torch.Tensor, labels: torch.Tensor) -> KDOutput:
        centred = [x - x.max(dim=1, keepdim=True).values for x in (student_logits, teacher_logits)]
        log_q, log_p = (F.log_softmax(x / self.T, dim=1) for x in centred)
        kd = torch.tensordot(log_p.exp(), log_p - log_q, dims=2) / student_logits.size(0) * self.T**2
        rows = torch.arange(labels.numel(), device=labels.device)
        ce = F.log_softmax(student_logits, dim=1)[rows, labels].neg().mean()
        return KDOutput(loss=ce.lerp(kd, self.alpha), distillation_loss=kd, hard_loss=ce)


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
