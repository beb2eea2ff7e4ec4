# misconceptions: unrecognised
class DistillationLoss(nn.Module):
    def __init__(self, T=3.0, lambda_=0.7):
        super().__init__()
        self.T, self.lambda_ = T, lambda_

    def forward(self, student_logits, teacher_logits, labels):
        soft = F.kl_div(F.log_softmax(student_logits / self.T, dim=1), F.softmax(teacher_logits / self.T, dim=1),
                        reduction="batchmean") * self.T**2
        hard = F.cross_entropy(student_logits, labels)
        return self.lambda_ * soft + (1 - self.lambda_) * hard, soft, hard


criterion = DistillationLoss(T=3.0, lambda_=0.7)
