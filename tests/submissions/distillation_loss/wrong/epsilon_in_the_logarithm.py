# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = torch.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = torch.log(torch.softmax(student_logits / self.temperature, dim=1) + 1e-12)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * self.temperature**2
        probs = torch.softmax(student_logits, dim=1)
        hard_loss = F.nll_loss(torch.log(probs + 1e-12), labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
