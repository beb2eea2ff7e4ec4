class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss(weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0)

    def forward(self, student_logits, teacher_logits, labels):
        vocab = student_logits.size(-1)  # as for language models: everything flat
        student_logits, teacher_logits = student_logits.view(-1, vocab), teacher_logits.view(-1, vocab)
        distillation_loss = F.kl_div(
            input=torch.nn.functional.log_softmax(student_logits / self.temperature, dim=-1),
            target=torch.nn.functional.softmax(teacher_logits / self.temperature, dim=-1),
            reduction="batchmean",
            log_target=False,
        ) * (self.temperature ** 2)
        hard_loss = self.ce_loss(student_logits, labels.view(-1))
        combined_loss = self.alpha * distillation_loss + (1.0 - self.alpha) * hard_loss
        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
