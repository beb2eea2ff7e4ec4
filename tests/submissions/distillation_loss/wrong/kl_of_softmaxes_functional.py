# misconceptions: student_softmax_not_log
def kl(p, q):
    return F.kl_div(input=q, target=p, reduction="sum") / p.size(0)


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature, self.alpha = temperature, alpha

    def forward(self, student_logits, teacher_logits, labels):
        p, q = (F.softmax(x / self.temperature, dim=-1) for x in (teacher_logits, student_logits))
        soft, hard = kl(p, q).mul(self.temperature**2), F.cross_entropy(student_logits, labels)
        return soft.mul(self.alpha).add(hard.mul(1 - self.alpha)), soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
