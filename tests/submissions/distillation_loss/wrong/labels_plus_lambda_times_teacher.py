# misconceptions: labels_part_not_weighted
def distillation(student_logits, teacher_logits, T):
    p = F.softmax(teacher_logits / T, dim=1)
    q = F.log_softmax(student_logits / T, dim=1)
    return F.kl_div(q, p, reduction="sum") * (T ** 2) / student_logits.shape[0]


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.T = temperature
        self.lam = alpha

    def forward(self, student_logits, teacher_logits, labels):
        loss_cls = F.cross_entropy(student_logits, labels)
        loss_kd = distillation(student_logits, teacher_logits, self.T)
        loss = loss_cls + self.lam * loss_kd
        return loss, loss_kd, loss_cls


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
