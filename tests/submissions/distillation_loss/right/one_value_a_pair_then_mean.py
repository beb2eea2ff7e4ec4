class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss(reduction="none")
        self.kl_loss = nn.KLDivLoss(reduction="none", log_target=True)

    def forward(self, student_logits, teacher_logits, labels):
        soft = self.kl_loss(
            F.log_softmax(student_logits / self.temperature, dim=-1),
            F.log_softmax(teacher_logits / self.temperature, dim=-1),
        ).sum(dim=-1) * self.temperature**2  # (B,)
        hard = self.ce_loss(student_logits, labels)  # (B,)
        combined = self.alpha * soft + (1 - self.alpha) * hard  # (B,)
        return combined.mean(), soft.mean(), hard.mean()


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
