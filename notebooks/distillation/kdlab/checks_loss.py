"""The check of the loss: what it depends on, then the teacher's part, the labels' part and their sum."""
from __future__ import annotations

import math

import torch
from torch import nn

from .ticks import Report, close

NAMES = ("combined_loss", "distillation_loss", "hard_loss")
DICE = torch.Generator().manual_seed(0)
STUDENT, TEACHER, ANOTHER_STUDENT, ANOTHER_TEACHER = 2 * torch.randn(4, 6, 3, generator=DICE)  # (B, C) each
LABELS = torch.randint(3, (6,), generator=DICE)  # (B,)
IN_DOUBT, SURE = torch.zeros(1, 2), torch.tensor([[12.0, -12.0]])  # (1, C): logits for two classes

CHANGES = {"the student's logits": {"student": ANOTHER_STUDENT}, "the teacher's logits": {"teacher": ANOTHER_TEACHER},
           "the labels": {"labels": (LABELS + 1) % 3}, "the temperature": {"temperature": 9.0}, "alpha": {"alpha": 0.2}}
INPUTS = {"the student's logits", "the teacher's logits", "the labels"}
DEPENDS_ON = {"distillation_loss": {"the student's logits", "the teacher's logits", "the temperature"},
              "hard_loss": {"the student's logits", "the labels"}, "combined_loss": {*CHANGES}}
QUESTIONS = {("distillation_loss", "the temperature"): "Where does your code use `self.temperature`?",
             ("hard_loss", "the temperature"): "Which comparison is softened, the one with the teacher or the one with the labels?",
             ("distillation_loss", "alpha"): "Where does alpha weigh it, and how often?",
             ("hard_loss", "alpha"): "Where does alpha weigh it, and how often?",
             ("combined_loss", "alpha"): "Where does your sum use `self.alpha`?"}


def check_distillation_loss(DistillationLoss):
    """Is it a distillation loss? Zero where it should be, right in direction, scale, batch average, and at alpha 0 and 1."""
    def losses(student=STUDENT, teacher=TEACHER, labels=LABELS, temperature=3.0, alpha=0.7):
        criterion = DistillationLoss(temperature=temperature, alpha=alpha)
        return criterion(student.clone(), teacher.clone(), labels[:len(student)].clone())

    with torch.enable_grad(), Report(getattr(DistillationLoss, "forward", DistillationLoss)) as report:
        criterion = DistillationLoss(temperature=3.0, alpha=0.7)
        basics = three_losses(criterion), who_is_heard(losses), gradients(losses, criterion)
        if all(map(report.look, basics)) and report.look(teachers_part(losses), labels_part(losses)):
            report.look(the_sum(losses))


def three_losses(criterion):
    out, *_, again = (criterion(STUDENT.clone(), TEACHER.clone(), LABELS.clone()) for _ in range(20))
    yield isinstance(out, (tuple, list)) and len(out) == 3 and all(torch.is_tensor(x) and x.numel() == 1 for x in out), "", (
        "`forward` should return (combined_loss, distillation_loss, hard_loss), each a tensor with one number; it returned "
        f"{shown(out)}.")
    yield torch.isfinite(out[1]), "", (
        f"The distillation loss is {shown(out[1])}. `F.kl_div` takes the logarithm of its `target` by itself, and a negative "
        "number has none: what did it get as `target`?")
    yield all(map(torch.isfinite, out)), "", f"The losses are {shown(out)}: not all of them are numbers."
    yield all(map(close, out, again)), "`forward` gives three losses, each time the same.", \
        f"Asked twenty times the same, it says {shown(out)} at first and {shown(again)} in the end. What changes in between?"


def shown(out):
    if torch.is_tensor(out):
        return f"{out.item():.3f}" if out.numel() == 1 else f"a tensor of shape {tuple(out.shape)}"
    return f"({', '.join(map(shown, out))})" if isinstance(out, (tuple, list)) else f"a {type(out).__name__}"


def who_is_heard(losses):
    before, heard = losses(), {name: set() for name in NAMES}
    for what, change in CHANGES.items():
        for name, a, b in zip(NAMES, before, losses(**change), strict=True):
            heard[name] |= set() if close(a, b) else {what}
    looks_like = [next((other for other in NAMES if DEPENDS_ON[other] & INPUTS == heard[name] & INPUTS), "") for name in NAMES]
    yield looks_like == [*NAMES] or {*looks_like} != {*NAMES}, "", (
        f"`forward` should return {', '.join(NAMES)}. Going by what they change with, yours are {', '.join(looks_like)}. What "
        "stands after `return`?")
    yield heard["hard_loss"] & INPUTS != {"the teacher's logits", "the labels"}, "", (
        "hard_loss changes with the teacher's logits and not with the student's. In which order does `forward` take its arguments, "
        "and whose logits are compared with the labels?")
    for name, wanted in DEPENDS_ON.items():
        what = next((what for what in CHANGES if (what in heard[name]) != (what in wanted)), None)
        verb = "changes" if what in heard[name] else "does not change"
        question = QUESTIONS.get((name, what), "Which line brings that in, or leaves it out?")
        tick = "Each loss changes with what it should, and with nothing else." if name == "combined_loss" else ""
        yield not what, tick, f"{name} {verb} with {what}. {question}"


def gradients(losses, criterion):
    logits, teacher = STUDENT.clone().requires_grad_(), TEACHER.clone()
    cut_off = [name for name, loss in zip(NAMES, losses(logits), strict=True) if not reaches_the_student(loss, logits)]
    yield not cut_off, "A gradient runs from each loss to the student.", (
        f"No gradient runs from {' and '.join(cut_off)} to the student's logits, so the student cannot learn from it. What is "
        "computed without gradients, or turned into a plain number?")
    criterion(STUDENT.clone(), teacher, LABELS)
    yield not teacher.requires_grad, "The teacher's logits ask for none.", \
        "After `forward` the teacher's logits ask for a gradient, and nobody trains the teacher. Which line sets `requires_grad`?"


def reaches_the_student(loss, logits):
    gradient = torch.autograd.grad(loss, logits, retain_graph=True, allow_unused=True)[0] if loss.requires_grad else None
    return gradient is not None and bool(gradient.any())


def teachers_part(losses):
    def distillation(student, teacher, temperature=1.0):
        return losses(student, teacher, temperature=temperature)[1]

    def of(*pairs):
        return distillation(STUDENT[list(pairs)], TEACHER[list(pairs)])

    one, other = of(0, 1) + of(2, 3), of(0, 3) + of(2, 1)
    yield close(one, other, 0.01), "What a pair costs does not depend on who shares its batch.", (
        f"Two batches of two pairs cost {one:.3f} together; when they exchange a pair, {other:.3f}. Logits have the shape (B, C): "
        "along which `dim` do the probabilities of a pair add up to 1?")

    agreeing = {T: distillation(STUDENT, STUDENT, T) for T in (1.0, 3.0, 10.0)}
    off = {T: loss for T, loss in agreeing.items() if not close(loss, 0, 1e-3)}
    yield not off, "A student that agrees with the teacher has no distillation loss.", (
        "A student that agrees with the teacher should have distillation loss 0, but has "
        f"{' and '.join(f'{loss:.3f} at temperature {T:g}' for T, loss in off.items())}. "
        + ("With how many digits does your code compute?" if all(abs(loss) < 0.2 for loss in off.values()) else
           "Does the same temperature divide the logits of both models, before the softmax?" if len(off) < len(agreeing) else
           "KL is the sum of p · log(p/q), which is 0 where q = p: which of p, q, log p and log q does your code use, and which "
           "does `F.kl_div` want?"))

    apart = distillation(STUDENT, TEACHER)
    yield apart > 0.01, "A student that disagrees has some.", \
        f"A student that disagrees should have a distillation loss above 0, but has {apart:.3f}."
    shifted = distillation(STUDENT + 5, TEACHER - 7)
    yield close(shifted, apart, 0.01), "Adding a constant to all logits of a model changes nothing.", (
        "Adding a constant to all logits of a model changes none of its probabilities, but it changes the distillation loss from "
        f"{apart:.3f} to {shifted:.3f}. Are probabilities compared?")
    too_sure, too_unsure = distillation(SURE, IN_DOUBT), distillation(IN_DOUBT, SURE)
    yield too_sure > too_unsure + 0.01, "A student surer than its teacher pays most.", (
        f"A student that is sure where its teacher is in doubt pays {too_sure:.3f}, one that is in doubt where its teacher is sure "
        f"{too_unsure:.3f}; the first should pay more. In KL(teacher ‖ student), whose probabilities stand before the logarithm? "
        "(In `F.kl_div` they are the `target`.)")
    singles = sum(of(i) for i in range(6)) / 6
    yield close(singles, apart, 0.01), "The loss of a batch is the average over its pairs.", (
        f"Six pairs one by one cost {singles:.3f} on average, the batch of the six {apart:.3f}; it should be that average. "
        "By what does your `reduction` divide?")
    nobody = torch.full((6, 1), -60.0)
    more = distillation(torch.cat([STUDENT, nobody], 1), torch.cat([TEACHER, nobody], 1))
    yield close(more, apart, 0.01), "A further class that nobody believes in changes nothing.", (
        f"A further class that nobody believes in changes the distillation loss from {apart:.3f} to {more:.3f}. "
        + ("By what does your `reduction` divide?" if close(more, 0.75 * apart, 0.01) else
           "What does that class's logit enter into?"))

    def slope(temperature):
        logits = STUDENT.clone().requires_grad_()
        return torch.autograd.grad(distillation(logits, TEACHER, temperature), logits)[0].norm()

    ratio = slope(40.0) / slope(20.0)
    yield 0.8 < ratio < 1.25, "The gradient keeps its size when the temperature rises.", (
        f"From T = 20 to T = 40 the gradient is multiplied by {ratio:.2f}; it should stay about as large. "
        + ("What makes it grow, and does the temperature divide the logits of both models?" if ratio > 1 else
           "Softening makes it smaller. Which factor makes up for that, and is it in the distillation loss that you return?"))
    yield close(too_unsure, math.log(2), 0.01), "A student in doubt between two classes pays log 2 to a teacher that is sure.", (
        "At T = 1 a student in doubt between two classes should pay log 2 = 0.693 to a teacher that is sure; it pays "
        f"{too_unsure:.3f}. Is there a factor too many, or another logarithm?")
    far_apart = distillation(torch.tensor([[60.0, 0.0, -200.0]]), torch.tensor([[0.0, 60.0, -200.0]]))
    yield close(far_apart, 60, 0.01), "It stays right for models that are very sure.", (
        "For logits that are far apart, such as 60, 0 and -200, the distillation loss should be about 60; it is "
        f"{far_apart:.3f}. A probability that is too small becomes 0 in the computer: is its logarithm taken, or something added "
        "or cut off to avoid that?")


def labels_part(losses):
    hard = losses()[2]
    singles = sum(losses(STUDENT[i:i + 1], TEACHER[i:i + 1], LABELS[i:i + 1])[2] for i in range(6)) / 6
    yield close(singles, hard, 0.01), "The hard loss of a batch is the average over its pairs.", (
        f"The hard loss of six pairs one by one is {singles:.3f} on average, of the batch of the six {hard:.3f}; it should be that "
        "average.")
    certain = losses(50 * nn.functional.one_hot(LABELS, 3).float())[2]
    yield close(certain, 0, 0.01), "A student that is sure and right has no hard loss.", (
        f"A student that is sure and right should have hard loss 0, but has {certain:.3f}. "
        + ("Does the cross-entropy want logits or probabilities, and what does it get?" if certain < 0.6 else
           "What enters it besides the student's logits and the labels?"))
    clueless = losses(torch.zeros(6, 3))[2]
    yield close(clueless, math.log(3), 0.01), "A student without a clue among three classes has hard loss log 3.", (
        f"A student whose logits are all 0 should have hard loss log 3 = 1.099 for three classes, but has {clueless:.3f}. Is there "
        "a factor too many, or another logarithm?")


def the_sum(losses):
    _, distillation, hard = losses()
    for alpha, name, part, other in (1.0, "distillation_loss", distillation, hard), (0.0, "hard_loss", hard, distillation):
        combined = losses(alpha=alpha)[0]
        yield close(combined, part), f"alpha = {alpha:g} leaves {name} alone.", (
            f"With alpha = {alpha:g} the combined loss should be the {name} that you return, {part:.3f}, but is {combined:.3f}. "
            + ("That is the other one: which does alpha weigh?" if close(combined, other) else
               "At T = 3 that is a factor of 9: where does T² stand?" if close(9 * combined, part) else
               "Which weight has each of the two?"))
    combined, middle = losses(alpha=0.5)[0], (distillation + hard) / 2
    yield close(combined, middle), "alpha = 0.5 counts both alike.", \
        f"With alpha = 0.5 the combined loss should lie halfway between the two, at {middle:.3f}, but is {combined:.3f}."
    for alpha, name in (1.0, "distillation_loss"), (0.0, "hard_loss"):
        logits = STUDENT.clone().requires_grad_()
        yield reaches_the_student(losses(logits, alpha=alpha)[0], logits), "", (
            f"No gradient runs from the sum through {name} to the student's logits, so the student cannot learn from it. What is "
            "turned into a plain number?")
