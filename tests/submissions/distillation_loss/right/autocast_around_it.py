class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    @torch.autocast(device_type="cpu", dtype=torch.bfloat16)  # softmax and the losses stay in float32 under autocast
    def forward(self, student_logits, teacher_logits, labels):
        student_soft = (student_logits / self.temperature).log_softmax(-1)
        teacher_soft = (teacher_logits / self.temperature).softmax(-1)
        distillation_loss = nn.functional.kl_div(student_soft, teacher_soft, reduction="batchmean") * (self.temperature**2)
        hard_loss = self.ce_loss(student_logits, labels)
        return self.alpha * distillation_loss + (1.0 - self.alpha) * hard_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
