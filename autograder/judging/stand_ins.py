"""Stand-ins for what a student's functions are given, small enough to be followed step by step. They note what they were asked."""
from types import SimpleNamespace

import torch
from torch import nn


class Output(dict):
    """Answers as a transformers model's output does: `.logits`, ["logits"], [0], `.loss` (None where no labels were given)."""

    def __getattr__(self, name):
        if name not in ("loss", "logits", "hidden_states", "attentions"):
            raise AttributeError(name)
        return self.get(name)

    def __getitem__(self, key):
        return self.to_tuple()[key] if isinstance(key, (int, slice)) else dict.__getitem__(self, key)

    def to_tuple(self):
        return tuple(self.values())


class Noted(list):
    """What was noted; a deep copy of a model goes on in the same notes."""

    def __deepcopy__(self, memo):
        return self


class StandInClassifier(nn.Module):
    """What code may ask of a transformers classifier. A subclass gives `logits_of(input_ids, attention_mask)`.

    It answers in full precision, also inside torch.autocast: how many digits a loop computes with is not what is asked.
    """

    def __init__(self, num_classes, vocabulary, width):
        super().__init__()
        self.config = SimpleNamespace(num_labels=num_classes, vocab_size=vocabulary, hidden_size=width, num_hidden_layers=1,
                                      model_type="bert", return_dict=True, id2label={i: f"LABEL_{i}" for i in range(num_classes)})

    @property
    def device(self):
        return next(self.parameters()).device

    @property
    def dtype(self):
        return next(self.parameters()).dtype

    def num_parameters(self, only_trainable=False, **_):
        return sum(p.numel() for p in self.parameters() if p.requires_grad or not only_trainable)

    def forward(self, input_ids=None, attention_mask=None, labels=None, return_dict=True, **_):  # (B, T), (B, T), (B,)
        with torch.autocast(input_ids.device.type, enabled=False):
            logits = self.logits_of(input_ids, attention_mask)  # (B, C)
        loss = {} if labels is None else {"loss": nn.functional.cross_entropy(logits, labels)}
        output = Output(**loss, logits=logits)
        return output if return_dict else output.to_tuple()


class TinyClassifier(StandInClassifier):
    """Mean of embeddings, then a linear layer. In train mode it drops fixed features, which shows.

    `calls` notes each answer: (train mode?, would a gradient flow?, input ids, mask or None, logits).
    """

    def __init__(self, embedding, linear, keep):  # (V, D), (C, D), (D,)
        super().__init__(len(linear), *embedding.shape)
        self.embedding, self.linear = nn.Parameter(embedding.clone()), nn.Parameter(linear.clone())
        self.register_buffer("keep", keep.clone())
        self.first_weights = {name: tensor.clone() for name, tensor in self.state_dict().items()}
        self.calls = Noted()

    def logits_of(self, input_ids, attention_mask):  # (B, T), (B, T)
        mask = (torch.ones_like(input_ids) if attention_mask is None else attention_mask).to(self.dtype)
        embedded = self.embedding[input_ids % len(self.embedding)]  # (B, T, D)
        hidden = (embedded * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)  # (B, D)
        if self.training:
            hidden = hidden * self.keep
        logits = (hidden[:, None] * self.linear).sum(2)  # (B, C), and no matrix product, which a GPU may shorten
        if len(self.calls) < 100:
            self.calls.append((self.training, logits.requires_grad, input_ids.clone(),
                               None if attention_mask is None else attention_mask.clone(), logits.detach().clone()))
        return logits

    def flat(self):
        return torch.cat([p.detach().flatten() for p in self.parameters()])

    def gradient(self):
        return torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad.detach()).flatten() for p in self.parameters()])

    def state(self):
        return torch.cat([self.flat(), self.keep])


class KnownModel(StandInClassifier):
    """Adds up one number a token; positive is class 1. In train mode it has other numbers.

    By `clock` it takes twice `seconds` for its first answer, a fifth for a batch that is not full, and about once for any other, so
    that the mean is told from the longest, the shortest and the last. `calls` notes each answer: (train mode?, would a gradient
    flow?, seconds meant, seconds taken, seconds since the answer before, input ids, mask or None, scores).
    """

    def __init__(self, tokens, seconds, clock):  # (2, V): in eval and in train mode
        super().__init__(2, tokens.shape[1], 1)
        self.tokens, self.seconds, self.clock, self.calls = nn.Parameter(tokens.clone()), seconds, clock, Noted()
        self.full, self.ended = 0, clock.read()

    def logits_of(self, input_ids, attention_mask):  # (B, T), (B, T)
        started, meant = self.clock.read(), self.time_for(len(input_ids))
        self.clock.wait(meant)
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        score = (self.tokens[int(self.training)].float()[input_ids] * mask).sum(1)  # (B,)
        logits = torch.stack([-score, score], dim=1)  # (B, C)
        if len(self.calls) < 500:
            mask = None if attention_mask is None else attention_mask.clone()
            self.calls.append((self.training, logits.requires_grad, meant, self.clock.read() - started, started - self.ended,
                               input_ids.clone(), mask, score.detach().clone()))
        self.ended = self.clock.read()
        return logits

    def time_for(self, size):
        number, self.full = len(self.calls), max(self.full, size)
        return self.seconds * (2 if number == 0 else 0.2 if size < self.full else (1, 1.04, 0.96)[number % 3])


class StandInCriterion(nn.Module):
    """Takes and gives what DistillationLoss does, by another formula, and notes what it was handed where a gradient can flow."""

    def __init__(self):
        super().__init__()
        self.temperature, self.alpha = 3.0, 0.7
        self.calls = []

    def forward(self, student_logits, teacher_logits, labels):  # (B, C), (B, C), (B,)
        if (student_logits.requires_grad or teacher_logits.requires_grad) and len(self.calls) < 100:
            self.calls.append((student_logits.detach().clone(), teacher_logits.detach().clone(), labels.clone()))
        with torch.autocast(student_logits.device.type, enabled=False):
            distillation_loss = (student_logits - 0.5 * teacher_logits).square().mean()
            hard_loss = nn.functional.cross_entropy(student_logits, labels)
            return 8 * distillation_loss + 12 * hard_loss, distillation_loss, hard_loss


class AnotherOrderEachEpoch(torch.utils.data.Sampler):
    """A sampler that follows a row of `orders` (P, N): that of the epoch that begins when `epochs_done()` epochs of steps were made.

    So a loader shuffles anew in each epoch, and it is known how, also of a loop that looks at the batches once more in between.
    """

    def __init__(self, orders, epochs_done):
        self.orders, self.epochs_done = orders.tolist(), epochs_done

    def __iter__(self):
        return iter(self.orders[self.epochs_done() % len(self.orders)])

    def __len__(self):
        return len(self.orders[0])


def batch_of(inputs, rows):
    """input_ids and attention_mask (B, T), T the longest of these pairs, and labels (B,)."""
    longest = int(inputs["mask"][rows].sum(1).max())
    return inputs["ids"][rows, :longest], inputs["mask"][rows, :longest], inputs["labels"][rows]
