class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = nn.Parameter(torch.tensor(float(temperature)), requires_grad=False)
        self.alpha = alpha
        self.log_probs = nn.Sequential(nn.Flatten(), nn.LogSoftmax(dim=1))
        self.nll = nn.NLLLoss()

    def forward(self, student_logits, teacher_logits, labels):
        student_soft = self.log_probs(student_logits / self.temperature)
        with torch.inference_mode():
            teacher_soft = self.log_probs(teacher_logits / self.temperature).exp()
        distillation_loss = F.kl_div(student_soft, teacher_soft.clone(), reduction="batchmean") * self.temperature.pow(2)
        hard_loss = self.nll(self.log_probs(student_logits), labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
