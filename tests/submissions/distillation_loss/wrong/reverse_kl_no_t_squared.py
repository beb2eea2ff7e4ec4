# misconceptions: kl_arguments_swapped, missing_t_squared
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        log_teacher = torch.log_softmax(teacher_logits / self.temperature, -1)
        log_student = torch.log_softmax(student_logits / self.temperature, -1)
        per_pair = (log_student.exp() * (log_student - log_teacher)).sum(-1)  # KL(student || teacher)
        distillation_loss = per_pair.mean()
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = self.alpha * distillation_loss + (1 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
