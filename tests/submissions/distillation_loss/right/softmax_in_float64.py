class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        # log of softmax loses nothing in double precision
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1, dtype=torch.float64)
        student_soft = F.softmax(student_logits / self.temperature, dim=1, dtype=torch.float64)
        distillation_loss = (teacher_soft * torch.log(teacher_soft / student_soft)).sum(1).mean() * self.temperature**2
        hard_loss = F.nll_loss(F.log_softmax(student_logits, dim=1, dtype=torch.float64), labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss.float(), distillation_loss.float(), hard_loss.float()


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
