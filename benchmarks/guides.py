"""Who guides a student: a trained teacher, or a control that must not help. What it says of all pairs is computed once and kept."""
from dataclasses import dataclass, replace

import torch

from recipes import answers, encode

CONTROLS = ("shuffled", "random head", "hard")  # of every recipe; *hard* is in recipes.student_loss


@dataclass(frozen=True)
class Guide:
    """What a guide makes of N pairs: a vector for each first ticket (N, D) and for each second one; scaled cosine = their product.

    `order` (N,): whose answer each pair is given.
    """
    first: torch.Tensor
    second: torch.Tensor
    offset: float  # scale · threshold
    order: torch.Tensor

    def pairs(self, batch):
        """Logits (B, 2) for the pairs of these indices: is it a duplicate?"""
        given = self.order[batch]
        margin = (self.first[given] * self.second[given]).sum(dim=1) - self.offset  # (B,)
        return torch.stack([-margin / 2, margin / 2], dim=1)

    def candidates(self, batch):
        """Logits (B, B): which of the second tickets is each first ticket most like?"""
        return self.first[batch] @ self.second[self.order[batch]].T

    def of_first(self, number):
        """The guide of the first so many pairs."""
        return replace(self, first=self.first[:number], second=self.second[:number], order=torch.arange(number))


def vectors(model, tokenizer, pairs):
    """The vectors (N, D) of the first and of the second tickets of N pairs."""
    model.eval()
    return answers(lambda **inputs: torch.cat(model.both(**inputs), dim=1), tokenizer, encode(tokenizer, pairs)).chunk(2, dim=1)


def trained(model, tokenizer, pairs):
    """What a trained teacher says."""
    scale, (first, second) = model.log_scale.detach().exp(), vectors(model, tokenizer, pairs)
    return Guide(scale * first, second, (scale * model.threshold.detach()).item(), torch.arange(len(first)))


def random_head(teacher, tokenizer, pairs, seed):
    """What an untrained teacher would say with a head drawn from the seed over the products of its two vectors' parts.

    The margins have the spread of a trained teacher's and a mean of zero, so that only what they know differs.
    """
    head = torch.randn(teacher.config.hidden_size, generator=torch.Generator().manual_seed(seed))  # (D,)
    first, second = vectors(teacher, tokenizer, pairs)
    margin = (first * head * second).sum(dim=1)  # (N,)
    factor = 3 / margin.std()
    return Guide(factor * head * first, second, (factor * margin.mean()).item(), torch.arange(len(first)))


def shuffled(guide):
    """Its answers to other pairs; among candidates, each first ticket compared with other second ones."""
    return replace(guide, order=guide.order.roll(1))


def others_doubt(guide, seed):
    """Its answers to other pairs that it answers alike: its decisions, as soft as they are, but with another pair's doubt."""
    answer, order = guide.pairs(slice(None)).argmax(dim=1), guide.order.clone()
    for decision in (0, 1):
        alike = torch.nonzero(answer == decision).squeeze(1)
        order[alike] = alike[torch.randperm(len(alike), generator=torch.Generator().manual_seed(seed))]
    return replace(guide, order=order)
