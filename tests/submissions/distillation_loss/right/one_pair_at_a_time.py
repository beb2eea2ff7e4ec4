class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        soft_losses, hard_losses = [], []
        for student, teacher, label in zip(student_logits, teacher_logits, labels):
            teacher_soft = torch.softmax(teacher / self.temperature, dim=0)
            student_soft = torch.log_softmax(student / self.temperature, dim=0)
            soft_losses.append(F.kl_div(student_soft, teacher_soft, reduction="sum"))
            hard_losses.append(self.ce_loss(student, label))
        distillation_loss = torch.stack(soft_losses).mean() * self.temperature**2
        hard_loss = sum(hard_losses) / len(hard_losses)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
