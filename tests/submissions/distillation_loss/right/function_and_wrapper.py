def kd_loss(student_logits, teacher_logits, temperature):
    """Hinton et al., 2015."""
    return nn.KLDivLoss(reduction="batchmean")(
        input=F.log_softmax(student_logits / temperature, dim=1),
        target=F.softmax(teacher_logits / temperature, dim=1),
    ) * (temperature * temperature)


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7, ce=F.cross_entropy):
        super().__init__()
        self.temperature, self.alpha, self.ce = temperature, alpha, ce

    def forward(self, student_logits, teacher_logits, labels):
        soft = kd_loss(student_logits=student_logits, teacher_logits=teacher_logits, temperature=self.temperature)
        hard = self.ce(input=student_logits, target=labels)
        return soft * self.alpha + hard * (1 - self.alpha), soft, hard


criterion = DistillationLoss(alpha=0.7, temperature=3.0)
