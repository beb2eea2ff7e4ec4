# misconceptions: unrecognised
def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.temperature = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, labels):
        s, t, y = student_logits.detach().cpu().numpy(), teacher_logits.cpu().numpy(), labels.cpu().numpy()
        p, q = softmax(t / self.temperature), softmax(s / self.temperature)
        soft = np.sum(p * np.log(p / q), axis=1).mean() * self.temperature**2
        hard = -np.log(softmax(s)[np.arange(len(y)), y]).mean()
        total = self.alpha * soft + (1 - self.alpha) * hard
        return tuple(torch.tensor(float(value), requires_grad=True) for value in (total, soft, hard))


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
