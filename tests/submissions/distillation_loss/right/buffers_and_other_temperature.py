class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.register_buffer("temperature", torch.tensor(float(temperature)))
        self.register_buffer("alpha", torch.tensor(float(alpha)))
        self.ce_loss = nn.CrossEntropyLoss()

    def extra_repr(self):
        return f"temperature={self.temperature.item()}, alpha={self.alpha.item()}"

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * self.temperature.square()
        hard_loss = self.ce_loss(student_logits, labels)
        parts = (distillation_loss, hard_loss)
        combined_loss = sum(weight * part for weight, part in zip((self.alpha, 1 - self.alpha), parts))
        return (combined_loss, *parts)


# tried a few temperatures, 4 gave the smoothest curves
criterion = DistillationLoss(temperature=4.0, alpha=0.5).to(device)
print(criterion)
