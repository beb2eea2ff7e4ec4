"""The reference of the training loop, in the steps that a mistake may spoil. Float64."""
from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from ..stand_ins import StandInCriterion, TinyClassifier, batch_of
from ..tolerance import HISTORY
from ..verdict import close


@dataclass
class Plan:
    """What one loop may do otherwise than another and both be right; and, for each step, what a mistake leaves to chance.

    Once a loop has run, its notes say all of this. `batches` holds the pairs of each step as rows of the inputs.
    """
    batches: list[list[int]]
    rates: list[float]
    kept: list[list[int]]  # the pairs that the teacher was asked about when it was asked about batch 1, 2, … for the first time
    student_modes: list[bool]  # train mode? of a loop that has them wrong
    teacher_modes: list[bool]
    longest: float = 1.0  # gradient with which a step was made: its norm, and its largest number
    largest: float = 0.5


def batches_an_epoch(inputs):
    return math.ceil(len(inputs["labels"]) / inputs["batch"])


def plan_of(inputs):
    """A plan that follows the loader."""
    batches = [list(rows) for order in inputs["orders"][:inputs["num_epochs"]].tolist() for rows in chunks(order, inputs["batch"])]
    kept = batches[:batches_an_epoch(inputs)] * inputs["num_epochs"]
    return Plan(batches, [inputs["rate"]] * len(batches), kept, [False] * len(batches), [True] * len(batches))


def chunks(rows, size):
    return [rows[start:start + size] for start in range(0, len(rows), size)]


class Loop:
    def __init__(self, mistakes=()):
        self.student_trains, self.teacher_trains = True, False
        self.student_masked = self.teacher_masked = True
        self.teacher_moves = self.teacher_gradient = False
        self.zero_grad_every, self.optimizer_steps, self.clipped = "step", True, None
        self.arguments_swapped = self.teacher_is_student = self.teacher_by_number = False
        self.accuracy_scale, self.mean_over = 1, "pairs"
        for mistake in mistakes:
            mistake(self)

    @torch.enable_grad()
    def run(self, inputs, plan, dtype=torch.float64, device="cpu", goes_on=lambda steps: True):
        """What the loop leaves behind: the student's weights after each step, what the criterion was handed, its
        gradients, and whether clipping changed one.

        It stops where `goes_on(steps)` says no.
        """
        student, teacher = (TinyClassifier(**inputs[name]).to(device, dtype) for name in ("student", "teacher"))
        criterion, an_epoch, steps, gradients, bites = StandInCriterion(), batches_an_epoch(inputs), [], [], False
        for number, rows in enumerate(plan.batches):
            if self.zero_grad_every == "epoch" and number % an_epoch == 0:
                student.zero_grad()
            student.train(self.student_trains or plan.student_modes[number])
            teacher.train(self.teacher_trains and plan.teacher_modes[number])
            ids, mask, labels = (tensor.to(device) for tensor in batch_of(inputs, rows))  # (B, T), (B, T), (B,)
            asked, its_mask = (ids, mask) if not self.teacher_by_number else (
                tensor.to(device) for tensor in batch_of(inputs, plan.kept[number])[:2])
            who = student if self.teacher_is_student else teacher
            with torch.no_grad():
                teacher_logits = who(asked, its_mask if self.teacher_masked else None).logits  # (B, C)
            student_logits = student(ids, mask if self.student_masked else None).logits  # (B, C)
            logits = (teacher_logits, student_logits) if self.arguments_swapped else (student_logits, teacher_logits)
            if self.zero_grad_every == "step":
                student.zero_grad()
            if self.zero_grad_every == "scaler's step" and number:
                scale_down(student)
            criterion(*logits, labels)[0].backward()
            gradients.append(student.gradient())
            if self.clipped:
                self.clip(student, plan)
                unclipped, gradients[-1] = gradients[-1], student.gradient()
                bites |= not close(gradients[-1], unclipped, HISTORY)
            if self.optimizer_steps:
                step(student, plan.rates[number])
                steps.append(student.flat())
                if not goes_on(steps):
                    break
        return {"steps": steps, "final": student.flat(), "criterion_calls": criterion.calls, "teacher_calls": teacher.calls,
                "student_calls": student.calls, "gradients": gradients, "bites": bites,
                "final_gradient": gradients[-1] if gradients else torch.zeros(0)}

    def clip(self, student, plan):
        if self.clipped == "norm" and 0 < plan.longest < math.inf:
            torch.nn.utils.clip_grad_norm_(student.parameters(), plan.longest)
        if self.clipped == "numbers" and 0 < plan.largest < math.inf:
            torch.nn.utils.clip_grad_value_(student.parameters(), plan.largest)

    def accuracies(self, hits):
        """Per cent an epoch, from the hits (B,) of each batch: one list an epoch."""
        shares = [torch.cat(epoch).double().mean() if self.mean_over == "pairs" else
                  torch.stack([batch.double().mean() for batch in epoch]).mean() for epoch in hits]
        return [100 * self.accuracy_scale * float(share) for share in shares]


def scale_down(model):
    """What torch.amp.GradScaler does to the gradients that are there, seen beside the next ones, which it scales up."""
    for p in model.parameters():
        p.grad /= 2**16


@torch.no_grad()
def step(model, rate):
    """As torch.optim.SGD does it."""
    for p in model.parameters():
        p -= rate * p.grad


def expect(inputs, mistakes=(), dtype=torch.float64, device="cpu"):
    """What the loop with these mistakes leaves behind, where it follows the loader: see `Loop.run`."""
    return Loop(mistakes).run(inputs, plan_of(inputs), dtype, device)
