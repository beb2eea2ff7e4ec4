# misconceptions: student_not_softened, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.T = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        log_p = (teacher_logits / self.T).log_softmax(1)
        log_q = student_logits.log_softmax(1)
        soft = torch.sum(torch.exp(log_p) * (log_p - log_q), dim=1).mean(dim=0)
        hard = -log_q.gather(1, labels[:, None]).mean()
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
