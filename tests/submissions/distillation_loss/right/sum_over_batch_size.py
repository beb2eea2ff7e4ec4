class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss(reduction="mean")
        self.kl = nn.KLDivLoss(reduction="sum")

    def forward(self, student_logits, teacher_logits, labels):
        with torch.no_grad():
            teacher_soft = (teacher_logits / self.temperature).softmax(dim=1)
        student_soft = (student_logits / self.temperature).log_softmax(dim=1)

        batch_size = student_logits.size(0)
        distillation_loss = self.kl(student_soft, teacher_soft) / batch_size
        distillation_loss = distillation_loss * self.temperature ** 2

        hard_loss = self.ce_loss(student_logits, labels)

        combined_loss = hard_loss + self.alpha * (distillation_loss - hard_loss)
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
