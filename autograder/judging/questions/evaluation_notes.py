"""What the model of an evaluation noted: shapes first, then which pairs it was asked about, and how long its answers took."""
from __future__ import annotations

import statistics
from dataclasses import dataclass

import torch

from .. import tolerance
from ..probe_tools import MAX_NUMBERS
from ..verdict import close, number
from .evaluation_inputs import SPECIAL, words_of

ROUNDED = 0.05  # an accuracy may be rounded to one decimal
SLACK = 0.02  # of a time: reading the clock, and rounding


@dataclass
class Call:
    """One answer of the model. `rows`: its pairs as rows of the run, None for what is none of them."""
    trains: bool
    gradient: bool
    meant: float  # seconds; a busy machine makes `taken` of it
    taken: float
    before: float  # seconds since the answer before
    ids: torch.Tensor  # (B, T)
    mask: torch.Tensor  # (B, T)
    score: torch.Tensor  # (B,)
    rows: list[int | None]

    @property
    def reads_padding(self):
        return bool((self.ids == 0).any() and self.mask.all())


class Notes:
    """What one run of the evaluation gave back (`accuracy`, `milliseconds`), and what its model noted."""

    def __init__(self, run, value):
        self.run = run
        self.accuracy = number(value["result"][0], "The accuracy")
        self.milliseconds = number(value["result"][1], "The time")
        self.after = float(value["after"])  # seconds from the last answer to the end
        self.calls = read(run, value["calls"])

    def was_asked(self):
        """Whether the model answered for half of the pairs at least, and as it does answer."""
        return self.calls is not None and 2 * sum(len(call.score) for call in self.calls) >= len(self.run["label"])

    def counted(self, how):
        """The accuracy that `how` (see `Evaluation`) counts from the model's own answers; None where some pair got none."""
        batches, left = [], len(self.run["label"])
        for call in reversed(self.calls):  # what comes before them was to warm up
            if left > 0:
                batches.append(call)
                left -= len(call.rows)
        rows = [row for call in batches for row in call.rows]
        if None in rows or sorted(rows) != list(range(len(self.run["label"]))):
            return None
        hits = [[int(score > 0) == self.run["label"][row] for score, row in zip(call.score.tolist(), call.rows, strict=True)]
                for call in batches]
        shares = [sum(map(sum, hits)) / len(rows)] if how.mean_over == "pairs" else [sum(batch) / len(batch) for batch in hits]
        return 100 * how.accuracy_scale * statistics.mean(shares)

    def is_time(self, how):
        """Whether the time is one that `how` may measure."""
        return any(low * (1 - SLACK) <= self.milliseconds <= high * (1 + SLACK) for low, high in self.times(how))

    def times(self, how):
        """[(least, most)] milliseconds that `how` may measure.

        The most includes what passed between the answers; by our clock that is nothing, and what was meant is what was taken. A mean
        and a median are fine, with or without the short batches, and without the first answers: they warm up. Where the model was
        asked about a batch several times, each of these answers may be the one that was timed.
        """
        scale, gaps = 1000 * how.time_scale, [call.before for call in self.calls] + [self.after]
        most = [call.taken + before + after for call, before, after in zip(self.calls, gaps, gaps[1:], strict=False)]
        if how.time_of == "all":
            return [(scale * sum(call.meant for call in self.calls[skip:]), scale * sum(most[skip:])) for skip in (0, 1)]
        batches = {}
        for call, seconds in zip(self.calls, most, strict=True):
            batches.setdefault(tuple(call.rows), []).append((call.meant, seconds))
        sizes = list(map(len, batches))
        least, most = [min(answer)[0] for answer in batches.values()], [max(s for _, s in answer) for answer in batches.values()]
        shares = {"batch": [[1] * len(sizes)], "pair": [[max(sizes)] * len(sizes), sizes]}[how.time_of]
        return [(scale * min(middles(least, share, sizes)), scale * max(middles(most, share, sizes))) for share in shares]

    def shown_times(self):
        taken = [1000 * call.taken for call in self.calls]
        first = ", ".join(f"{milliseconds:.4g}" for milliseconds in taken[:4]) + (", …" if len(taken) > 4 else "")
        return f"{statistics.mean(taken):.4g} milliseconds a batch on average ({first})"


def middles(taken, shares, sizes):
    """Means and medians of the times, each divided by its share, over several batches at least if there are several."""
    numbers, first = range(len(sizes)), range(len(sizes) // 2 + 1)
    chosen = [list(numbers[skip:]) for skip in first] + [[i for i in numbers[skip:] if sizes[i] == max(sizes)] for skip in first]
    chosen = [rest for rest in chosen if len(rest) > 1] or [list(numbers)]
    return [middle([taken[i] / shares[i] for i in rest]) for rest in chosen for middle in (statistics.mean, statistics.median)] \
        + [sum(taken) / sum(shares)]


def read(run, noted):
    """The calls that the model noted; None where they are no notes of its own. Shapes are looked at before numbers."""
    tokens, calls = run["tokens"], []
    pairs = {tuple(words): i for i, words in enumerate(words_of(run))}
    for trains, gradient, *seconds, ids, mask, score in noted:
        mask = torch.ones_like(ids) if mask is None else mask
        if ids.dim() != 2 or ids.shape != mask.shape or score.shape != ids.shape[:1] or not 0 < ids.numel() <= MAX_NUMBERS:
            return None
        if mask.is_complex() or ids.dtype not in (torch.long, torch.int) or not 0 <= ids.min() <= ids.max() < tokens.shape[1]:
            return None
        if not close(score, (tokens[int(bool(trains))][ids] * mask).sum(1), tolerance.LOSS):
            return None
        rows = [pairs.get(tuple(i for i in row if i >= len(SPECIAL))) for row in ids.tolist()]
        meant, taken, before = map(float, seconds)
        calls.append(Call(trains is True, gradient is True, meant, taken, before, ids, mask, score, rows))
    return calls
