# misconceptions: temperature_ignored
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        # softmax makes probabilities; temperature scales the result (times T squared, as in the paper)
        log_p = teacher_logits.log_softmax(dim=1)
        log_q = student_logits.log_softmax(dim=1)
        kl = (log_p.exp() * (log_p - log_q)).sum() / len(labels)
        distillation_loss = kl * pow(self.temperature, 2)

        hard_loss = -log_q[torch.arange(len(labels)), labels].mean()
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
