# misconceptions: temperature_ignored, kl_arguments_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        q, p = torch.softmax(student_logits, dim=1), torch.softmax(teacher_logits, dim=1)
        log_q, log_p = torch.log_softmax(student_logits, dim=1), torch.log_softmax(teacher_logits, dim=1)
        soft = (q * (log_q - log_p)).sum(dim=1).mean() * self.temperature**2
        hard = F.cross_entropy(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
