# misconceptions: blank_left_open
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):  # (B, C), (B, C), (B,)
        # TODO: the teacher's soft targets and the student's answer to them, both softened by the temperature.
        teacher_soft = F.softmax(teacher_logits / self.temperature, dim=1)
        student_soft = F.log_softmax(student_logits / self.temperature, dim=1)

        # TODO: how far the student is from the teacher: their KL divergence, averaged over the batch, times T².
        distillation_loss = F.kl_div(student_soft, teacher_soft, reduction="batchmean") * self.temperature**2

        # TODO: how far the student is from the true labels, without any softening.
        hard_loss = self.ce_loss(student_logits, labels)

        # TODO: the weighted sum of the two.
        # Hint: alpha weighs the teacher's part; what is left of 1 weighs the labels' part.
        combined_loss = ...

        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
