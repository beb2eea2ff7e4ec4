# misconceptions: gradient_reaches_teacher
def prepare(*tensors):
    for tensor in tensors:
        tensor.requires_grad = True
    return tensors


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        (teacher_logits,) = prepare(teacher_logits)
        log_p = F.log_softmax(teacher_logits / self.temperature, dim=1)
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)
        soft = (log_p.exp() * (log_p - log_q)).sum(1).mean() * self.temperature**2
        hard = F.cross_entropy(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
