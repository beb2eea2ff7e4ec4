class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        hard_loss = F.cross_entropy(student_logits, labels)
        teacher_soft = teacher_logits.detach().clone().div_(self.temperature).softmax(dim=1)
        student_soft = student_logits.div(self.temperature).log_softmax(dim=1)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean")
        distillation_loss *= self.temperature
        distillation_loss *= self.temperature
        combined_loss = distillation_loss.mul(self.alpha).add_(hard_loss, alpha=1 - self.alpha)
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
