class DistillationLoss(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        settings = dict(zip(("temperature", "alpha"), args)) | kwargs
        self.temperature = settings.get("temperature", 3.0)
        self.alpha = settings.get("alpha", 0.7)
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, *batch):
        student_logits, teacher_logits, labels = batch
        teacher_soft, student_soft = (
            f(logits / self.temperature, dim=1)
            for f, logits in ((F.softmax, teacher_logits), (F.log_softmax, student_logits))
        )
        losses = {"soft": F.kl_div(student_soft, teacher_soft, reduction="batchmean") * self.temperature**2,
                  "hard": self.ce_loss(student_logits, labels)}
        combined = self.alpha * losses["soft"] + (1 - self.alpha) * losses["hard"]
        return (combined, *losses.values())


criterion = DistillationLoss(3.0, 0.7)
