"""The loss: alpha * T² * KL(teacher ‖ student) + (1 - alpha) * CE, after Hinton, Vinyals and Dean (2015), section 2."""
from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from .. import tolerance
from ..misconceptions.distillation_loss import MISTAKES
from ..probe_tools import attempt, describe, the_device
from ..verdict import Odd, a, apart, close, diagnose, error_sentence, judged, number
from . import loss_inputs

DEFINES = "DistillationLoss"
make_inputs = loss_inputs.make_inputs
NAMES = ("combined_loss", "distillation_loss", "hard_loss")
SENT = ()
POINTS = {"hard_loss": 1, "distillation_loss": 2, "combined_loss": 1, "gradient": 1, "extreme_logits": 1}


def probe(namespace, inputs, source):
    if "DistillationLoss" not in namespace:
        return {"missing": True}
    device = the_device()

    def run(case, as_given):
        criterion = namespace["DistillationLoss"](**case["settings"])
        leaf = case["student_logits"].to(device).requires_grad_()
        teacher_logits = case["teacher_logits"].to(device)
        losses = criterion(leaf if as_given else leaf.clone(), teacher_logits, case["labels"].to(device))
        if not isinstance(losses, (tuple, list)) or len(losses) != 3:
            return {"kind": type(losses).__name__, "count": len(losses) if isinstance(losses, (tuple, list)) else 1}
        return {"losses": [describe(loss) for loss in losses], "teacher_wants_gradient": teacher_logits.requires_grad,
                "gradient": attempt(lambda: torch.autograd.grad(losses[0], leaf, allow_unused=True)[0])}

    def run_either_way(case):  # a loss may write into its logits, which a leaf forbids, or set requires_grad, which needs a leaf
        computed = attempt(lambda: run(case, as_given=False))
        return attempt(lambda: run(case, as_given=True)) if "error" in computed else computed

    return {"cases": [run_either_way(case) for case in inputs["cases"]]}


class Loss:
    """The reference, in the steps that a mistake may spoil. Float64."""

    def __init__(self, temperature=3.0, alpha=0.7):
        self.alpha, self.temperature = alpha, temperature
        self.student_temperature = self.teacher_temperature = temperature
        self.student_log, self.teacher_log = True, False
        self.student_dim = self.teacher_dim = 1
        self.scale = self.scale_in_the_sum = temperature**2
        self.hard_temperature, self.hard_on_probabilities = 1.0, False
        self.roles_swapped = self.teacher_wants_gradient = False
        self.order = (0, 1, 2)

    def divergence(self, student_soft, teacher_soft):
        return F.kl_div(student_soft, teacher_soft, reduction="none")

    def reduce(self, divergence):  # (B, C)
        return divergence.sum() / len(divergence)

    def combine(self, distillation_loss, hard_loss):
        return self.alpha * distillation_loss + (1 - self.alpha) * hard_loss

    def __call__(self, student_logits, teacher_logits, labels):
        if self.roles_swapped:
            student_logits, teacher_logits = teacher_logits, student_logits
        soft = {True: F.log_softmax, False: F.softmax}
        student_soft = soft[self.student_log](student_logits / self.student_temperature, dim=self.student_dim)
        teacher_soft = soft[self.teacher_log](teacher_logits / self.teacher_temperature, dim=self.teacher_dim)
        divergence = self.reduce(self.divergence(student_soft, teacher_soft))
        hard_logits = student_logits / self.hard_temperature
        hard_loss = F.cross_entropy(F.softmax(hard_logits, dim=1) if self.hard_on_probabilities else hard_logits, labels)
        losses = self.combine(self.scale_in_the_sum * divergence, hard_loss), self.scale * divergence, hard_loss
        return [losses[i] for i in self.order]


def run(case, mistakes=(), dtype=torch.float64, device="cpu"):
    """The reference with some mistakes on a case: (it, the student's logits, its three losses)."""
    loss = Loss(**case["settings"])
    for mistake in mistakes:
        mistake(loss)
    leaf = case["student_logits"].to(device, dtype).requires_grad_()
    return loss, leaf, loss(leaf, case["teacher_logits"].to(device, dtype), case["labels"].to(device))


def expect(case, mistakes=(), dtype=torch.float64, device="cpu"):
    """What the loss gives on a case: {"losses": three numbers, "gradient": (B, C), "teacher_wants_gradient": bool}."""
    loss, leaf, losses = run(case, mistakes, dtype, device)
    return {"losses": [value.item() for value in losses], "gradient": gradient_of(losses, leaf),
            "teacher_wants_gradient": loss.teacher_wants_gradient}


def gradient_of(losses, leaf):
    """The gradient of the first loss, 0 where it does not depend on the student."""
    return torch.autograd.grad(losses[0], leaf)[0] if losses[0].requires_grad else torch.zeros_like(leaf)


def parts(inputs, answer):
    both = [(case, outcome, expect(case)) for case, outcome in zip(inputs["cases"], answer["cases"], strict=True)]
    ordinary = [(case, read(case, outcome), expected) for case, outcome, expected in both if "extreme" not in case]
    losses = {"hard_loss": judged(values_judged, 2, "the cross-entropy with the labels", ordinary),
              "distillation_loss": judged(values_judged, 1, "T² times the KL divergence", ordinary)}
    others = {**losses, "combined_loss": judged(combined_judged, ordinary, any(passed for passed, _ in losses.values())),
              "gradient": gradient_judged(ordinary)}
    for name, (passed, message) in others.items():
        yield name, passed, message
    extreme = [(case, outcome, expected) for case, outcome, expected in both if "extreme" in case]
    yield "extreme_logits", *judged(extreme_judged, extreme, all(passed for passed, _ in others.values()))


def read(case, outcome):
    """What came back for a case, checked. Raises Odd with a sentence where it is nothing to compare."""
    if "error" in outcome:
        raise Odd(f"{error_sentence(outcome['error'])} This was with {setting(case)}.")
    value = outcome["value"]
    if "losses" not in value:
        returned = f"{value['count']} values" if value["kind"] in ("tuple", "list") else a(value["kind"])
        raise Odd(f"`forward` returned {returned}; three losses were expected: combined_loss, distillation_loss, hard_loss.")
    return value


def loss_in(seen, position):
    described = seen["losses"][position]
    if described["kind"] == "number":
        raise Odd(f"{NAMES[position]} is a plain number; the training loop needs a tensor (it calls `.backward()` and `.item()`).")
    return number(described, NAMES[position])


def values_judged(position, meaning, cases):
    for case, seen, expected in cases:
        value, wanted = loss_in(seen, position), expected["losses"][position]
        if not close(value, wanted, tolerance.LOSS):
            value, wanted = apart(value, wanted)
            return False, f"{NAMES[position]}, {meaning}: {value} came back, {wanted} was expected ({setting(case)})."
    return True, f"{meaning[0].upper()}{meaning[1:]} is right in {len(cases)} cases."


def extreme_judged(cases, all_else_is_right):
    passed, message = values_judged(0, "the weighted sum for very large and very small logits",
                                    [(case, read(case, outcome), expected) for case, outcome, expected in cases])
    return passed, message + (" For ordinary logits all is right. Here some probabilities are smaller than any number of float32; "
                              "`F.log_softmax` gives their logarithms all the same." * (all_else_is_right and not passed))


def combined_judged(cases, one_is_right):
    """Right as it is, or the weighted sum of what came back as the two losses: a mistake in one of them is not punished twice."""
    if all(close(loss_in(seen, 0), expected["losses"][0], tolerance.LOSS) for _, seen, expected in cases):
        return True, f"The weighted sum is right in {len(cases)} cases."
    for case, seen, _ in cases:
        combined_loss, *losses = (loss_in(seen, position) for position in range(3))
        wanted = Loss(**case["settings"]).combine(*losses)
        if not math.isfinite(wanted) or not close(combined_loss, wanted, tolerance.LOSS):
            combined_loss, wanted = apart(combined_loss, wanted)
            return False, (f"combined_loss: {combined_loss} came back, the weighted sum of your own two losses is {wanted} "
                           f"({setting(case)}).")
    return one_is_right, "The weighted sum of your two losses is right in every case" + (
        "." if one_is_right else ", but neither loss is: it counts from the first right loss on.")


def gradient_judged(cases):
    for case, seen, expected in cases:
        gradient = seen["gradient"]
        if "error" in gradient:
            words = gradient["error"]["words"].rstrip(".")
            return False, f"`combined_loss.backward()` stops with {gradient['error']['type']}: {words}."
        if gradient["value"] is None:
            return False, "`combined_loss.backward()` does not reach the student's logits."
        if seen["teacher_wants_gradient"]:
            return False, "After your loss the teacher's logits ask for a gradient (`requires_grad` is True); they came in without."
        if not close(gradient["value"], wanted := expected["gradient"], tolerance.LOSS):
            largest, wanted = apart(gradient["value"].abs().max().item(), wanted.abs().max().item())
            return False, (f"The largest gradient at the student's logits is {largest}; {wanted} was expected, "
                           f"or it sits elsewhere ({setting(case)}).")
    return True, f"The gradient at the student's logits is right in {len(cases)} cases."


def setting(case):
    B, C = case["student_logits"].shape
    settings = ", ".join(f"{name} {value}" for name, value in case["settings"].items()) or "the default temperature and alpha"
    return f"{B} pair{'s' * (B > 1)}, {C} classes, {settings}"


def name_mistakes(inputs, answer):
    cases = [(case, read(case, outcome)) for case, outcome in zip(inputs["cases"], answer["cases"], strict=True)]
    return diagnose(MISTAKES, lambda chosen: all(explains(chosen, case, seen) for case, seen in cases))


def explains(mistakes, case, seen):
    """Whether the reference with these mistakes gives what came back; the gradient, which costs most, is asked for last.

    For extreme logits it is not: there the gradient of a mistake may be no number in float32.
    """
    loss, leaf, losses = run(case, mistakes)
    return (loss.teacher_wants_gradient == seen["teacher_wants_gradient"]
            and all(close(loss_in(seen, position), losses[position].item(), tolerance.LOSS) for position in range(3))
            and ("extreme" in case or close(seen["gradient"].get("value"), gradient_of(losses, leaf), tolerance.LOSS)))
