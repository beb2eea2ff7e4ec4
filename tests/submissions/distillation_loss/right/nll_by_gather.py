class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.T = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        soft_targets = F.softmax(teacher_logits / self.T, dim=1)
        soft_prob = F.log_softmax(student_logits / self.T, dim=1)
        distillation_loss = F.kl_div(soft_prob, soft_targets, reduction="batchmean") * self.T * self.T

        # cross-entropy by hand: minus the log-probability of the true class
        log_probs = F.log_softmax(student_logits, dim=1)
        hard_loss = -log_probs.gather(1, labels.unsqueeze(1)).squeeze(1).mean()

        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
