# misconceptions: soft_cross_entropy
def softened(logits, temperature):
    return (logits / temperature).log_softmax(dim=-1)


class DistillationLoss(nn.Module):
    """Cross-entropy against the teacher's distribution and against the labels."""

    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        teacher, student = softened(teacher_logits, self.temperature).exp(), softened(student_logits, self.temperature)
        soft = -torch.einsum("bc,bc->", teacher, student) / len(labels) * self.temperature**2
        hard = F.nll_loss(softened(student_logits, 1.0), labels)
        return torch.lerp(hard, soft, self.alpha), soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
