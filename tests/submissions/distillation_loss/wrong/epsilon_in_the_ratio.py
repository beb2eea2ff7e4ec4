# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7, eps=1e-8):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.eps = eps
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        p = F.softmax(teacher_logits / self.temperature, dim=1)
        q = F.softmax(student_logits / self.temperature, dim=1)
        kl = torch.sum(p * torch.log((p + self.eps) / (q + self.eps)), dim=1)
        distillation_loss = kl.mean() * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
