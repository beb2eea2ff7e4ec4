# misconceptions: hard_loss_on_probabilities
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        T = self.temperature
        student_probs = torch.softmax(student_logits, dim=-1)
        soft_targets = torch.log_softmax(teacher_logits / T, dim=-1)
        soft_prob = torch.log_softmax(student_logits / T, dim=-1)

        distillation_loss = torch.sum(soft_targets.exp() * (soft_targets - soft_prob)) / soft_prob.size()[0] * (T**2)
        hard_loss = F.nll_loss(F.log_softmax(student_probs, dim=-1), labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
