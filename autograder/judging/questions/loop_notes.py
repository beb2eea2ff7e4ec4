"""What the stand-ins of a training loop noted: shapes first, then which pairs were asked about, in which mode, with which mask."""
from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from .. import tolerance
from ..probe_tools import MAX_NUMBERS
from ..stand_ins import TinyClassifier
from ..verdict import Odd, close
from .loop_reference import Plan, batches_an_epoch, chunks

MAX_CALLS = 100  # that a stand-in notes


@dataclass
class Call:
    """One answer of a model. `rows`: its pairs as rows of the inputs, None for what is none of them."""
    trains: bool
    gradient: bool
    ids: torch.Tensor  # (B, T)
    mask: torch.Tensor | None  # (B, T)
    logits: torch.Tensor  # (B, C)
    rows: list[int | None]

    @property
    def reads_padding(self):
        return bool((self.ids == 0).any() and (self.mask is None or self.mask.all()))

    @property
    def masked(self):
        words = self.ids != 0
        return torch.equal(words, torch.ones_like(words) if self.mask is None else self.mask != 0)

    def is_answer_of(self, model):
        """Whether `model`, asked like this, answers like this."""
        with torch.no_grad():
            return close(self.logits, model.double().train(self.trains)(self.ids, self.mask).logits, tolerance.WEIGHTS)


class Notes:
    FACTS = ("student_trains", "teacher_trains", "student_masked", "teacher_masked", "teacher_moves", "teacher_gradient")

    def __init__(self, inputs, answer):
        """Raises Odd where something has a shape that it has for no loop."""
        self.inputs, self.steps, self.final = inputs, answer["steps"], answer["final"]
        self.start = TinyClassifier(**inputs["student"]).flat()
        self.left_over = answer["final_gradient"]
        check_steps([*self.steps, [inputs["rate"], self.final, self.left_over]], len(self.start))
        self.student, self.teacher = (read(inputs, answer[f"{who}_calls"]) for who in ("student", "teacher"))
        check_criterion(answer["criterion_calls"], len(inputs["student"]["linear"]))
        self.criterion = once(answer["criterion_calls"], lambda one, other: all(map(torch.equal, one, other)))
        self.teacher_state, self.teacher_gradient = answer["teacher"], answer["teacher_gradient"] is True
        self.trained = trained_on(self.student, [logits for *both, _ in self.criterion for logits in both])

    def facts(self):
        """What of the loop was seen, under the names that `Loop` has for it."""
        return dict(zip(self.FACTS, (
            all(call.trains for call in self.trained), any(call.trains for call in self.teacher),
            not any(call.reads_padding for call in self.trained), not any(call.reads_padding for call in self.teacher),
            self.teacher_moved(), self.teacher_gradient and not self.teacher_moved()), strict=True))

    def teacher_moved(self):
        """In any byte, and apart from how many digits the loop left it."""
        return not torch.equal(self.teacher_state, TinyClassifier(**self.inputs["teacher"]).state().to(self.teacher_state.dtype))

    def teacher_knows_the_pairs(self):
        """Whether the teacher was asked about pairs of the loader, with their masks, and answered as it does."""
        teacher = TinyClassifier(**self.inputs["teacher"])
        asked = [call for call in self.teacher if any(row is not None for row in call.rows)]
        return bool(asked) and all(None not in call.rows and call.masked and call.is_answer_of(teacher) for call in asked)

    def knows_every_pair(self):
        return all(row is not None for call in self.trained for row in call.rows)

    def follows_the_loader(self):
        """Whether each epoch trains on each pair once."""
        epochs = chunks([call.rows for call in self.trained], batches_an_epoch(self.inputs))
        every = list(range(len(self.inputs["labels"])))
        return [sorted(sum(epoch, [])) for epoch in epochs] == [every] * self.inputs["num_epochs"]

    def plan(self):
        """The plan (see `Plan`) of the reference that is to end where this loop ended."""
        batches, teacher_modes = [call.rows for call in self.trained], [call.trains for call in self.teacher]
        asked = [row for call in self.teacher for row in call.rows if row is not None][:len(self.inputs["labels"])]
        kept = (chunks(asked, self.inputs["batch"]) * len(batches))[:len(batches)]
        if list(map(len, kept)) != list(map(len, batches)):
            kept = batches
        rates, gradients = [rate for rate, *_ in self.steps], [gradient.double() for *_, gradient in self.steps]
        return Plan(batches, (rates + [self.inputs["rate"]] * len(batches))[:len(batches)], kept,
                    [call.trains for call in self.trained],
                    teacher_modes if len(teacher_modes) == len(batches) else [any(teacher_modes)] * len(batches),
                    longest=max((float(gradient.norm()) for gradient in gradients), default=0.0),
                    largest=max((float(gradient.abs().max()) for gradient in gradients), default=0.0))


def trained_on(calls, handed):
    """The student's answers, one a step: those that the criterion was handed, or, where it was handed none, all with gradients."""
    calls = [call for call in calls if call.gradient]
    calls = [call for call in calls if any(torch.equal(call.logits, logits) for logits in handed)] or calls
    return once(calls, lambda one, other: one.rows == other.rows and torch.equal(one.logits, other.logits))


def once(calls, same):
    """The calls without those that only say again what was said right before."""
    return [call for number, call in enumerate(calls) if not number or not same(calls[number - 1], call)]


def check_steps(steps, size):
    """Steps are (learning rate, all weights after the step, the gradient that it was made with)."""
    if len(steps) > MAX_CALLS + 1 or any(not isinstance(rate, float) or not math.isfinite(rate) for rate, *_ in steps):
        raise Odd("The optimizer's steps are not those of a loop: too many, or with a learning rate that is no number.")
    if any(tensor.shape != (size,) or not tensor.is_floating_point() for _, *tensors in steps for tensor in tensors):
        raise Odd("The student has other weights after your loop than it came with: more, fewer, or no decimal numbers.")


def check_criterion(calls, num_classes):
    def is_odd(logits, labels):
        return logits.dim() != 2 or logits.shape[1] != num_classes or not 0 < logits.numel() <= MAX_NUMBERS \
            or not logits.is_floating_point() or labels.shape != logits.shape[:1] or labels.dtype != torch.long \
            or not 0 <= labels.min() <= labels.max() < num_classes

    if len(calls) > MAX_CALLS or any(is_odd(student, labels) or is_odd(teacher, labels) for student, teacher, labels in calls):
        raise Odd(f"The criterion was not called as it is to be: two models' logits, {num_classes} a pair, and a label a pair.")


def read(inputs, noted):
    """The calls that a stand-in noted."""
    num_classes = len(inputs["student"]["linear"])
    pairs = {tuple(row[row > 0].tolist()): i for i, row in enumerate(inputs["ids"])}

    def call(trains, gradient, ids, mask, logits):
        if ids.dim() != 2 or not 0 < ids.numel() <= MAX_NUMBERS or ids.dtype not in (torch.long, torch.int) \
                or logits.shape != (len(ids), num_classes) or not logits.is_floating_point() \
                or mask is not None and (mask.shape != ids.shape or mask.is_complex()):
            raise Odd(f"The models were not called as they are to be: input_ids and attention_mask of one shape, {num_classes} "
                      "logits a pair came back.")
        rows = [pairs.get(tuple(filter(None, row))) for row in ids.tolist()]
        return Call(trains is True, gradient is True, ids, mask, logits, rows)

    if len(noted) > MAX_CALLS:
        raise Odd("The models were asked more often than a loop asks them.")
    return [call(*each) for each in noted]
