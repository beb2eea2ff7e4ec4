class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean").mul(self.temperature**2)

        one_hot = F.one_hot(labels, num_classes=student_logits.shape[1]).to(student_logits.dtype)
        hard_loss = self.ce_loss(student_logits, one_hot)

        combined_loss = torch.lerp(hard_loss, distillation_loss, self.alpha)
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
