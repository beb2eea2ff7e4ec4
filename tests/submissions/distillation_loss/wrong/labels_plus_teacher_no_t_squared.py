# misconceptions: labels_part_not_weighted, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.weights = {"hard": 1.0, "soft": alpha}

    def forward(self, student_logits, teacher_logits, labels):
        losses = {
            "hard": F.cross_entropy(student_logits, labels),
            "soft": F.kl_div(F.log_softmax(student_logits / self.temperature, dim=1),
                             F.softmax(teacher_logits / self.temperature, dim=1), reduction="batchmean"),
        }
        total = sum(self.weights[name] * loss for name, loss in losses.items())
        return total, losses["soft"], losses["hard"]


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
