# misconceptions: parts_in_another_order
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_p, log_q = (torch.log_softmax(x / self.temperature, dim=1) for x in (teacher_logits, student_logits))
        losses = {"distillation_loss": (log_p.exp() * (log_p - log_q)).sum(1).mean() * self.temperature**2}
        hard = F.cross_entropy(student_logits, labels)
        losses["combined_loss"] = self.alpha * losses["distillation_loss"] + (1 - self.alpha) * hard
        losses["hard_loss"] = hard
        return tuple(losses.values())


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
