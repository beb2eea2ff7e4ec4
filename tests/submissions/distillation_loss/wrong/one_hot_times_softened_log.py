# misconceptions: hard_loss_on_softened_logits
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)
        log_p = F.log_softmax(teacher_logits / self.temperature, dim=1)
        soft = F.kl_div(log_q, log_p, log_target=True, reduction="batchmean") * self.temperature**2
        one_hot = torch.zeros_like(log_q).scatter_(1, labels.unsqueeze(1), 1.0)
        hard = -(one_hot * log_q).sum(dim=1).mean()
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
