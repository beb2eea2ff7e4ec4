# misconceptions: kl_arguments_swapped, alpha_swapped
class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.T, self.alpha = temperature, alpha

    def forward(self, student_logits, teacher_logits, labels):
        logp_s = torch.log_softmax(student_logits / self.T, dim=-1)
        logp_t = torch.log_softmax(teacher_logits / self.T, dim=-1)
        reverse_kl = torch.einsum("bc,bc->b", logp_s.exp(), logp_s - logp_t).mean() * self.T**2
        ce = F.cross_entropy(student_logits, labels)
        return (1 - self.alpha) * reverse_kl + self.alpha * ce, reverse_kl, ce


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
