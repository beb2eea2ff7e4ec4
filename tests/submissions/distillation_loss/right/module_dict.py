class Soft(nn.Module):
    def __init__(self, temperature):
        super().__init__()
        self.T = temperature
        self.kl = nn.KLDivLoss(reduction="batchmean")

    def forward(self, student_logits, teacher_logits):
        return self.kl(F.log_softmax(student_logits / self.T, 1), F.softmax(teacher_logits / self.T, 1)) * self.T**2


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.parts = nn.ModuleDict({"soft": Soft(temperature), "hard": nn.CrossEntropyLoss()})
        self.register_buffer("weights", torch.tensor([alpha, 1 - alpha]), persistent=False)

    def forward(self, student_logits, teacher_logits, labels):
        losses = torch.stack([self.parts["soft"](student_logits, teacher_logits), self.parts["hard"](student_logits, labels)])
        return torch.dot(self.weights.to(losses), losses), losses[0], losses[1]


criterion = DistillationLoss(temperature=3.0, alpha=0.7).to(device)
