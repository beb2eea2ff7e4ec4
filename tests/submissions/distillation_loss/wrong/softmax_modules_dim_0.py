# misconceptions: softmax_wrong_dim
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()
        self.kl = nn.KLDivLoss(reduction="batchmean", log_target=True)
        self.log_probs = nn.LogSoftmax(0)

    def forward(self, student_logits, teacher_logits, labels):
        soft = self.kl(self.log_probs(student_logits / self.temperature), self.log_probs(teacher_logits / self.temperature))
        soft = soft * self.temperature * self.temperature
        hard = self.ce_loss(student_logits, labels)
        total = self.alpha * soft + (1 - self.alpha) * hard
        return total, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
