"""The history of a training loop, against what the stand-ins noted during this very training."""
from __future__ import annotations

import torch

from .. import tolerance
from ..stand_ins import StandInCriterion
from ..verdict import Odd, a, numbers
from .loop_reference import Loop, batches_an_epoch, chunks

ROUNDED = 0.005  # a loss may have two decimals; the per cents of nine pairs need none
LOSSES = ("total_loss", "distillation_loss", "hard_loss")


def losses_judged(notes, answer):
    """Whether the losses are the means of what the criterion said, over batches or over pairs. Returns (passed, message)."""
    an_epoch, calls = batches_an_epoch(notes.inputs), notes.criterion
    if len(calls) != notes.inputs["num_epochs"] * an_epoch:
        return False, f"The given criterion was called {len(calls)} times; {notes.inputs['num_epochs'] * an_epoch} were expected."
    criterion = StandInCriterion()
    losses = torch.tensor([[float(loss) for loss in criterion(s.double(), t.double(), y)] for s, t, y in calls])  # (steps, 3)
    weights = torch.tensor([float(len(y)) for _, _, y in calls])
    for column, name in enumerate(LOSSES):
        seen = epochs_of(notes.inputs, answer, name)
        means = [[float((losses[e:e + an_epoch, column] * w[e:e + an_epoch]).sum() / w[e:e + an_epoch].sum())
                  for e in range(0, len(calls), an_epoch)] for w in (weights, torch.ones_like(weights))]
        off = [max(abs(s - m) - tolerance.HISTORY * (1 + m) for s, m in zip(seen, mean, strict=True)) for mean in means]
        if not min(off) <= ROUNDED:
            return False, f"history[{name!r}] is {shown(seen)}; the mean of each epoch is {shown(means[0])}."
    return True, "The three losses of every epoch are their means over the epoch."


def accuracy_judged(notes, answer, loop=None):
    """Whether the accuracy is the one that `loop` writes down, by default the reference. Returns (passed, message)."""
    count = notes.inputs["num_epochs"] * batches_an_epoch(notes.inputs)
    if len(notes.trained) != count or not notes.knows_every_pair():
        return False, f"The student answered {len(notes.trained)} batches with gradients; {count} of the loader's were expected."
    hits = [call.logits.argmax(1) == notes.inputs["labels"][call.rows] for call in notes.trained]
    loop = loop or Loop()
    expected = loop.accuracies(chunks(hits, batches_an_epoch(notes.inputs)))
    seen = epochs_of(notes.inputs, answer, "accuracy")
    passed = all(abs(s - e) <= 0.5 * loop.accuracy_scale for s, e in zip(seen, expected, strict=True))
    return passed, "The accuracy of every epoch is right." if passed else (
        f"history['accuracy'] is {shown(seen)}; "
        f"{shown(expected)} per cent of the pairs were right while the student learned from them.")


def epochs_of(inputs, answer, name):
    if answer["history"] is None:
        raise Odd(f"Your loop returned {a(answer['returned'])}; the dictionary `history` was expected.")
    if name not in answer["history"]:
        raise Odd(f"history has no {name!r}; it has {', '.join(map(repr, answer['history'])) or 'nothing'}.")
    values = numbers(answer["history"][name], f"history[{name!r}]")
    if len(values) != inputs["num_epochs"]:
        raise Odd(f"history[{name!r}] has {len(values)} values for {inputs['num_epochs']} epochs.")
    return values


def shown(values):
    return "[" + ", ".join(f"{v:.5g}" for v in values) + "]"
