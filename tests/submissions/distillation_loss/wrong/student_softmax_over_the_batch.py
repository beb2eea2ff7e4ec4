# misconceptions: softmax_wrong_dim
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.student_act, self.teacher_act = nn.LogSoftmax(dim=0), nn.Softmax(dim=1)
        self.losses = nn.ModuleList([nn.KLDivLoss(reduction="batchmean"), nn.CrossEntropyLoss()])

    def forward(self, student_logits, teacher_logits, labels):
        kl, ce = self.losses
        soft = kl(self.student_act(student_logits / self.temperature), self.teacher_act(teacher_logits / self.temperature))
        soft, hard = soft * self.temperature**2, ce(student_logits, labels)
        return self.alpha * soft + (1 - self.alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
