# misconceptions: reduction_sum
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        distillation_loss = student_logits.new_zeros(())
        for s, t in zip(student_logits / self.temperature, teacher_logits / self.temperature):
            p = F.softmax(t, dim=0)
            distillation_loss = distillation_loss + torch.sum(p * (torch.log_softmax(t, 0) - torch.log_softmax(s, 0)))
        distillation_loss = distillation_loss * self.temperature**2
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
