# misconceptions: labels_part_not_weighted
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()
        self.kl_loss = nn.KLDivLoss(reduction="batchmean")

    def forward(self, student_logits, teacher_logits, labels):
        loss = self.ce_loss(student_logits, labels)
        hard_loss = loss.clone()
        if self.alpha > 0:
            soft = self.kl_loss(
                F.log_softmax(student_logits / self.temperature, dim=-1),
                F.softmax(teacher_logits / self.temperature, dim=-1),
            ) * self.temperature**2
        else:
            soft = self.kl_loss(F.log_softmax(student_logits / self.temperature, dim=-1),
                                F.softmax(teacher_logits / self.temperature, dim=-1)).mul(self.temperature**2).detach()
        loss = loss + self.alpha * soft
        return loss, soft, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
