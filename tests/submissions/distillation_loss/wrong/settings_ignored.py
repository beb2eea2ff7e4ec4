# misconceptions: unrecognised
TEMPERATURE, ALPHA = 3.0, 0.7


class DistillationLoss(nn.Module):
    def __init__(self, temperature=TEMPERATURE, alpha=ALPHA):
        super().__init__()
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):
        teacher_soft = F.softmax(teacher_logits / TEMPERATURE, dim=1)
        student_soft = F.log_softmax(student_logits / TEMPERATURE, dim=1)
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * TEMPERATURE**2
        hard_loss = self.ce_loss(student_logits, labels)
        combined_loss = ALPHA * distillation_loss + (1 - ALPHA) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
