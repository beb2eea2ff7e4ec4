"""Who guides a student: a trained teacher, or a control that must not help. What it says of all pairs is computed once and kept."""
from dataclasses import dataclass, replace

import torch
from torch.nn.functional import one_hot

from kdlab.smaller import logits
from recipes import encode

CONTROLS = ("shuffled", "random head", "hard")


@dataclass(frozen=True)
class Guide:
    """What a guide makes of N pairs: a vector for each first ticket (N, D) and for each second one; scaled cosine = their product.

    `hard`: its decision without its doubt.
    """
    first: torch.Tensor
    second: torch.Tensor
    offset: float  # scale · threshold
    hard: bool = False

    def pairs(self, batch):
        """Logits (B, 2) for the pairs of these indices: is it a duplicate?"""
        margin = (self.first[batch] * self.second[batch]).sum(dim=1) - self.offset  # (B,)
        return self.decided(torch.stack([-margin / 2, margin / 2], dim=1))

    def candidates(self, batch):
        """Logits (B, B): which of the second tickets is each first ticket most like?"""
        return self.decided(self.first[batch] @ self.second[batch].T)

    def decided(self, answer):
        return 50 * one_hot(answer.argmax(dim=1), answer.shape[1]).float() if self.hard else answer


def vectors(model, tokenizer, pairs):
    """The vectors (N, D) of the first and of the second tickets of N pairs."""
    model.eval()
    return logits(lambda **inputs: torch.cat(model.both(**inputs), dim=1), tokenizer, encode(tokenizer, pairs)).chunk(2, dim=1)


def trained(model, tokenizer, pairs):
    """What a trained teacher says."""
    scale, (first, second) = model.log_scale.detach().exp(), vectors(model, tokenizer, pairs)
    return Guide(scale * first, second, (scale * model.threshold.detach()).item())


def random_head(teacher, tokenizer, pairs, seed):
    """What an untrained teacher would say with a head drawn from the seed over the products of its two vectors' parts.

    The margins have the spread of a trained teacher's and a mean of zero, so that only what they know differs.
    """
    head = torch.randn(teacher.config.hidden_size, generator=torch.Generator().manual_seed(seed))  # (D,)
    first, second = vectors(teacher, tokenizer, pairs)
    margin = (first * head * second).sum(dim=1)  # (N,)
    factor = 3 / margin.std()
    return Guide(factor * head * first, second, (factor * margin.mean()).item())


def shuffled(guide):
    """Its answers to other pairs."""
    return replace(guide, first=guide.first.roll(1, dims=0), second=guide.second.roll(1, dims=0))
