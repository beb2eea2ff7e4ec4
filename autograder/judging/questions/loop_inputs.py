"""Inputs of the training loop on which every mistake that we know of shows, whatever the seed."""
from __future__ import annotations

import torch

from ..stand_ins import TinyClassifier
from .loop_draws import DRAWS

NUM_PAIRS, BATCH, NUM_EPOCHS, RATE = 9, 4, 2, 0.02  # with a last batch of one, a mean over batches is hardly ever one over pairs
V, D, C, T = 12, 6, 3, 6  # words (0 is the padding), features, classes, tokens
STUDENT_KEEPS, TEACHER_KEEPS = [1.3, 0.0, 1.3, 1.3, 1.3, 0.0], [0.0, 1.5, 1.5, 0.0, 1.5, 1.5]


def make_inputs(seed):
    """Two tiny models' weights and nine pairs as ids (N, T), mask (N, T), labels (N,), in another order in each epoch (P, N)."""
    seed %= len(DRAWS)
    dice = torch.Generator().manual_seed(seed)
    for _ in range(DRAWS[seed]):
        inputs = draw(dice)
    return inputs


def draw(dice):
    """The student starts out knowing its labels but two, and steps too far: its accuracy falls, its loss rises."""
    mask = (torch.arange(T) < torch.randint(2, T + 1, (NUM_PAIRS, 1), generator=dice)).long()
    ids = torch.randint(1, V, (NUM_PAIRS, T), generator=dice) * mask
    models = {name: {"embedding": 3 * torch.randn(V, D, generator=dice),
                     "linear": size * torch.randn(C, D, generator=dice) / D**0.5, "keep": torch.tensor(keep)}
              for name, size, keep in (("student", 1.0, STUDENT_KEEPS), ("teacher", 1.5, TEACHER_KEEPS))}
    with torch.no_grad():
        labels = TinyClassifier(**models["student"]).train()(ids, mask).logits.argmax(1)
    labels[:2] = (labels[:2] + 1) % C
    return {**models, "num_epochs": NUM_EPOCHS, "rate": RATE, "batch": BATCH, "ids": ids, "mask": mask, "labels": labels,
            "orders": torch.stack([torch.randperm(NUM_PAIRS, generator=dice) for _ in range(NUM_EPOCHS + 1)])}
