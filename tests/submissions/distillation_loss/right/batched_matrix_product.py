class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_p = F.log_softmax(teacher_logits / self.temperature, dim=1)
        log_q = F.log_softmax(student_logits / self.temperature, dim=1)
        kl = torch.bmm(log_p.exp().unsqueeze(1), (log_p - log_q).unsqueeze(2))  # (B, 1, 1)
        distillation_loss = kl.flatten().mean() * self.temperature**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = torch.stack([distillation_loss, hard_loss]) @ student_logits.new_tensor([self.alpha, 1 - self.alpha])
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
