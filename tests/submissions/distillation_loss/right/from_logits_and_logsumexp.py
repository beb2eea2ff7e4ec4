class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        a, b = teacher_logits / self.temperature, student_logits / self.temperature
        p = torch.softmax(a, dim=1)
        # KL = E_p[a - b] - (logsumexp a - logsumexp b)
        kl = torch.sum(p * (a - b), dim=1) - (torch.logsumexp(a, dim=1) - torch.logsumexp(b, dim=1))
        distillation_loss = torch.mean(kl) * self.temperature**2

        true_logit = student_logits.gather(dim=1, index=labels.view(-1, 1)).view(-1)
        hard_loss = torch.mean(torch.logsumexp(student_logits, dim=1) - true_logit)

        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
