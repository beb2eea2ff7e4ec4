# misconceptions: soft_cross_entropy
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        soft_targets = F.softmax(teacher_logits / self.temperature, dim=1)
        soft_prob = F.log_softmax(student_logits / self.temperature, dim=1)
        soft_targets_loss = torch.sum(-soft_targets * soft_prob, dim=1).mean() * self.temperature ** 2
        label_loss = self.ce_loss(student_logits, labels)
        return self.alpha * soft_targets_loss + (1 - self.alpha) * label_loss, soft_targets_loss, label_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
