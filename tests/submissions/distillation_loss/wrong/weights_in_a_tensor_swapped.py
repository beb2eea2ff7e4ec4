# misconceptions: alpha_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.register_buffer("weights", torch.tensor([1 - alpha, alpha]))

    def forward(self, student_logits, teacher_logits, labels):
        soft = F.kl_div(F.log_softmax(student_logits / self.temperature, -1), F.log_softmax(teacher_logits / self.temperature, -1),
                        reduction="batchmean", log_target=True) * self.temperature**2
        hard = F.cross_entropy(student_logits, labels)
        total = (self.weights.to(soft.device) * torch.stack([soft, hard])).sum()
        return total, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
