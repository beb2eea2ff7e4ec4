# misconceptions: softmax_wrong_dim, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = nn.Softmax(dim=0)(teacher_logits / self.temperature)
        student_soft = nn.LogSoftmax(dim=0)(student_logits / self.temperature)
        distillation_loss = nn.KLDivLoss(reduction="batchmean")(student_soft, teacher_soft)
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
