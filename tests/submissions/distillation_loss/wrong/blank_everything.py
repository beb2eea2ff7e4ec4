# misconceptions: blank_left_open
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha
        self.ce_loss = nn.CrossEntropyLoss()

    def forward(self, student_logits, teacher_logits, labels):  # (B, C), (B, C), (B,)
        # TODO: the teacher's soft targets and the student's answer to them, both softened by the temperature.
        # Hint: F.softmax turns logits into probabilities and F.log_softmax into their logarithms. Which of the two
        # does PyTorch's KL divergence want from the student (its `input`), and which from the teacher (its `target`)?
        teacher_soft = ...
        student_soft = ...

        # TODO: how far the student is from the teacher: their KL divergence, averaged over the batch, times T².
        # Hint: F.kl_div; read what its four values of `reduction` do.
        distillation_loss = ...

        # TODO: how far the student is from the true labels, without any softening.
        # Hint: `self.ce_loss` stands ready; does it want logits or probabilities?
        hard_loss = ...

        # TODO: the weighted sum of the two.
        # Hint: alpha weighs the teacher's part; what is left of 1 weighs the labels' part.
        combined_loss = ...

        return combined_loss, distillation_loss, hard_loss


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
