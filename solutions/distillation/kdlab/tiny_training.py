"""A training with the student's loop, so small that it takes a moment: its models, criterion and optimizer take notes."""
from __future__ import annotations

import contextlib
import copy
import io
from types import SimpleNamespace

import torch
from torch import nn
from torch.utils.data import DataLoader

from .tiny_model import TinyModel

PAIRS, BATCH, BATCHES, EPOCHS = 10, 4, 3, 2  # the third batch of an epoch is short
WORDS, PADDING = 40, 0
LOSSES = ("combined_loss", "distillation_loss", "hard_loss")


class TinyTraining:
    """What a loop did. `history` is what it returned, `error` what stopped it.

    `batches` are the criterion's notes, `steps` the optimizer's: each says whose gradient it followed. `moved_between`: whether
    the student's weights changed outside of steps.
    """

    def __init__(self, train):
        torch.manual_seed(51)  # with these dice the student gets worse, so its best epoch is not its last
        self.student, self.teacher = TinyModel(WORDS).eval(), TinyModel(WORDS).train()
        self.expert = copy.deepcopy(self.teacher).eval()  # a teacher that nobody has touched
        self.expert.calls = []
        self.ids = torch.randint(PAIRS + 1, WORDS, (PAIRS, 6))  # (N, T)
        self.ids[:, 0] = torch.arange(1, PAIRS + 1)  # no pair is another's double
        self.ids[torch.arange(6) >= 3 + torch.arange(PAIRS)[:, None] % 4] = PADDING
        self.labels = torch.randint(2, (PAIRS,))  # (N,)
        self.asked, self.steps, self.history, self.error = [], [], None, None
        self.arrived, self.left, self.weights, self.moved_between = {}, {}, flat(self.student), False
        for parameter in self.student.parameters():
            parameter.register_hook(lambda gradient, p=parameter: self.arrived.setdefault(p, []).append(gradient.clone()))
        optimizer = torch.optim.SGD(self.student.parameters(), lr=0.01)
        optimizer.register_step_pre_hook(lambda *_: self.before_a_step())
        optimizer.register_step_post_hook(lambda *_: self.after_a_step())
        loader = DataLoader(range(PAIRS), BATCH, shuffle=True, collate_fn=self.batch, generator=torch.Generator().manual_seed(0))
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                self.history = train(self.student, self.teacher, loader, Criterion(self), optimizer, torch.device("cpu"), EPOCHS)
            except Exception as error:
                self.error = error
        self.before_a_step()
        self.batches = [note for note in self.asked if note.can_learn]
        for note in self.batches:
            note.wanted = self.answer_of_the_teacher(note.call) if note.call else None

    def batch(self, rows):
        ids = self.ids[rows][:, :int((self.ids[rows] != PADDING).sum(1).max())]
        return ids, (ids != PADDING).long(), self.labels[rows]

    def answer_of_the_teacher(self, call):
        with torch.no_grad():
            return self.expert(call.input_ids, call.input_ids != PADDING).logits

    def epochs(self):
        return [self.batches[first:first + BATCHES] for first in range(0, EPOCHS * BATCHES, BATCHES)]

    def before_a_step(self):
        self.moved_between |= not torch.equal(flat(self.student), self.weights)

    def after_a_step(self):
        """Note what the step followed: no gradient, its batch's, older ones too, that of a scaled loss, or one that was changed."""
        now = {p: torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in self.student.parameters()}
        given = {p: sum(gradients) for p, gradients in self.arrived.items()}
        weight = self.asked[-1].weight if self.asked else 1.0

        def is_given(older, scale=1.0):
            return all(torch.allclose(now[p], (given[p] + older.get(p, 0)) / scale, rtol=1e-3, atol=1e-5) for p in given)

        followed = ("none" if not given or not any(gradient.any() for gradient in now.values()) else
                    "its batch's" if is_given({}, weight) else "older" if is_given(self.left, weight) else
                    "scaled" if is_given({}) else "changed")
        moves = not torch.equal(flat(self.student), self.weights)
        self.steps.append(SimpleNamespace(followed=followed, weight=weight, moves=moves))
        self.arrived, self.left, self.weights = {}, now, flat(self.student)


def flat(model):
    return torch.cat([p.detach().flatten().float() for p in model.parameters()])


class Criterion(nn.Module):
    """Takes and gives what DistillationLoss does, by another formula. A note holds what was handed over and what it said.

    `call` is the student's latest answer, `started` names the losses that `backward()` ran from, `weight` what the first was
    multiplied by there.
    """

    def __init__(self, training):
        super().__init__()
        self.temperature, self.alpha, self.asked, self.student_calls = 3.0, 0.7, training.asked, training.student.calls

    def forward(self, student_logits, teacher_logits, labels):
        for name, given, shape in (("student_logits", student_logits, "(B, C)"), ("teacher_logits", teacher_logits, "(B, C)"),
                                   ("labels", labels, "(B,)")):
            if not torch.is_tensor(given):
                raise TypeError(f"`criterion` wants a tensor for {name} and got a {type(given).__name__}"
                                + (". Where in it are the logits?" if hasattr(given, "logits") else ""))
            if given.dim() != (1 if name == "labels" else 2):
                raise ValueError(f"`criterion` wants for {name} the shape {shape} and got {tuple(given.shape)}. What is it, "
                                 "and in which order does `criterion` take its arguments?")
        with torch.autocast(student_logits.device.type, enabled=False):
            distillation = (student_logits.float() - teacher_logits.float()).pow(2).mean()
            hard = nn.functional.cross_entropy(student_logits.float(), labels)
            losses = 30 * distillation + 20 * hard, 1.0 * distillation, 1.0 * hard
        call = next((call for call in reversed(self.student_calls) if call.gradients), None)
        latest = self.asked[-1] if self.asked else None
        again = latest and latest.student_logits is student_logits  # about the same answer, which is its right
        note = latest if again else SimpleNamespace(
            student_logits=student_logits, teacher_logits=teacher_logits.detach(), labels=labels, call=call,
            losses=[loss.item() for loss in losses], started=set(), weight=1.0,
            can_learn=student_logits.requires_grad or teacher_logits.requires_grad)
        if not again:
            self.asked.append(note)
        for name, loss in zip(LOSSES, losses, strict=True):
            if loss.requires_grad:
                loss.register_hook(lambda gradient, name=name: note_start(note, name, gradient.item()))
        return losses


def note_start(note, name, weight):
    if weight:
        note.started.add(name)
    if name == LOSSES[0]:
        note.weight = weight
