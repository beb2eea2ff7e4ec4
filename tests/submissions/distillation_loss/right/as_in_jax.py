import torch as jnp


def log_softmax(x, axis=-1):
    shifted = x - jnp.amax(x, dim=axis, keepdim=True)
    return shifted - jnp.log(jnp.sum(jnp.exp(shifted), dim=axis, keepdim=True))


def soft_loss(params, student_logits, teacher_logits):
    T = params["temperature"]
    log_p, log_q = log_softmax(teacher_logits / T), log_softmax(student_logits / T)
    return T * T * jnp.mean(jnp.sum(jnp.exp(log_p) * (log_p - log_q), dim=-1))


def hard_loss_fn(logits, labels):
    one_hot = jnp.eye(logits.shape[-1], device=logits.device)[labels]
    return -jnp.mean(jnp.sum(one_hot * log_softmax(logits), dim=-1))


class DistillationLoss(nn.Module):
    def __init__(self, temperature=3.0, alpha=0.7):
        super().__init__()
        self.params = dict(temperature=temperature, alpha=alpha)

    def forward(self, student_logits, teacher_logits, labels):
        soft, hard = soft_loss(self.params, student_logits, teacher_logits), hard_loss_fn(student_logits, labels)
        alpha = self.params["alpha"]
        return alpha * soft + (1 - alpha) * hard, soft, hard


criterion = DistillationLoss(temperature=3.0, alpha=0.7)
