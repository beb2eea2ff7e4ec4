# misconceptions: soft_cross_entropy, reduction_mean
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        T = self.temperature
        p_t, log_p_s = F.softmax(teacher_logits / T, dim=1), F.log_softmax(student_logits / T, dim=1)
        distillation_loss = torch.mean(-p_t * log_p_s) * (T * T)
        hard_loss = F.cross_entropy(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
