class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        T = self.temperature
        teacher_log_soft = F.log_softmax(teacher_logits / T, dim=1)
        teacher_soft = teacher_log_soft.exp()

        # KL(p || q) = H(p, q) - H(p); cross_entropy takes class probabilities as the target since torch 1.10
        cross_entropy = F.cross_entropy(student_logits / T, teacher_soft)
        entropy = -(teacher_soft * teacher_log_soft).sum(dim=1).mean()

        distillation_loss = (cross_entropy - entropy) * T ** 2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
