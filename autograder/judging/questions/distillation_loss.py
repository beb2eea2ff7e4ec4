"""The loss: alpha * T² * KL(teacher ‖ student) + (1 - alpha) * CE, after Hinton, Vinyals and Dean (2015), section 2."""
from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from .. import tolerance
from ..misconceptions.distillation_loss import MISTAKES
from ..probe_tools import attempt, describe, the_device
from ..verdict import Odd, close, diagnose, error_sentence, judged, number

DEFINES = "DistillationLoss"
NAMES = ("combined_loss", "distillation_loss", "hard_loss")
SENT = ()
POINTS = {"hard_loss": 1, "distillation_loss": 2, "combined_loss": 1, "gradient": 1, "extreme_logits": 1}


def make_inputs(seed):
    """Cases {settings, student_logits (B, C), teacher_logits (B, C), labels (B,)}: ordinary ones, then two of extreme logits."""
    dice = torch.Generator().manual_seed(seed)
    cases = []
    for settings, B, C in (({}, 7, 2), ({"temperature": 1.0, "alpha": 0.9}, 5, 3), ({"temperature": 4.5, "alpha": 0.2}, 6, 10),
                           ({"temperature": 2.0, "alpha": 1.0}, 4, 2), ({"temperature": 0.5, "alpha": 0.0}, 3, 4),
                           ({"temperature": 6.0, "alpha": 0.7}, 1, 5)):
        cases.append({"settings": settings, "student_logits": 2 * torch.randn(B, C, generator=dice) + 0.5,
                      "teacher_logits": 3 * torch.randn(B, C, generator=dice) - 0.3,
                      "labels": torch.randint(C, (B,), generator=dice)})
    for temperature, shift in ((1.0, 200.0), (2.0, -150.0)):
        logits = [70 * torch.rand(5, 3, generator=dice) - 35 + shift for _ in range(2)]
        cases.append({"settings": {"temperature": temperature, "alpha": 0.6}, "student_logits": logits[0], "extreme": True,
                      "teacher_logits": logits[1], "labels": torch.randint(3, (5,), generator=dice)})
    return {"cases": cases}


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
                "gradient": attempt(lambda: torch.autograd.grad(losses[0], leaf)[0])}

    def run_either_way(case):  # a loss may write into its logits, which a leaf forbids, or set requires_grad, which only a leaf allows
        computed = attempt(lambda: run(case, as_given=False))
        return attempt(lambda: run(case, as_given=True)) if "error" in computed else computed

    return {"cases": [run_either_way(case) for case in inputs["cases"]]}


class Loss:
    """The reference, in the steps that a mistake may spoil. Float64."""

    def __init__(self, temperature=3.0, alpha=0.7):
        self.temperature, self.alpha = temperature, alpha
        self.student_log, self.teacher_log = True, False
        self.student_dim = self.teacher_dim = 1
        self.hard_temperature, self.hard_on_probabilities = 1.0, False
        self.roles_swapped = self.teacher_wants_gradient = False

    def soften(self, logits):
        return logits / self.temperature

    def divergence(self, student_soft, teacher_soft):
        return F.kl_div(student_soft, teacher_soft, reduction="none")

    def reduce(self, divergence):  # (B, C)
        return divergence.sum() / len(divergence)

    def scale(self, divergence):
        return divergence * self.temperature**2

    def combine(self, distillation_loss, hard_loss):
        return self.alpha * distillation_loss + (1 - self.alpha) * hard_loss

    def __call__(self, student_logits, teacher_logits, labels):
        if self.roles_swapped:
            student_logits, teacher_logits = teacher_logits, student_logits
        soft = {True: F.log_softmax, False: F.softmax}
        student_soft = soft[self.student_log](self.soften(student_logits), dim=self.student_dim)
        teacher_soft = soft[self.teacher_log](self.soften(teacher_logits), dim=self.teacher_dim)
        distillation_loss = self.scale(self.reduce(self.divergence(student_soft, teacher_soft)))
        hard_logits = student_logits / self.hard_temperature
        hard_loss = F.cross_entropy(F.softmax(hard_logits, dim=1) if self.hard_on_probabilities else hard_logits, labels)
        return self.combine(distillation_loss, hard_loss), distillation_loss, hard_loss


def expect(case, mistakes=(), dtype=torch.float64, device="cpu"):
    """What the loss gives on a case: {"losses": three numbers, "gradient": (B, C), "teacher_wants_gradient": bool}."""
    loss = Loss(**case["settings"])
    for mistake in mistakes:
        mistake(loss)
    leaf = case["student_logits"].to(device, dtype).requires_grad_()
    losses = loss(leaf, case["teacher_logits"].to(device, dtype), case["labels"].to(device))
    return {"losses": [value.item() for value in losses], "gradient": torch.autograd.grad(losses[0], leaf)[0],
            "teacher_wants_gradient": loss.teacher_wants_gradient}


def parts(inputs, answer):
    ordinary, extreme = [], []
    for case, outcome in zip(inputs["cases"], answer["cases"], strict=True):
        (extreme if case.get("extreme") else ordinary).append((case, read(outcome), expect(case)))
    losses = {"hard_loss": judged(values_judged, 2, "the cross-entropy with the labels", ordinary),
              "distillation_loss": judged(values_judged, 1, "T² times the KL divergence", ordinary)}
    for name, (passed, message) in losses.items():
        yield name, passed, message
    yield "combined_loss", *judged(combined_judged, ordinary, any(passed for passed, _ in losses.values()))
    yield "gradient", *gradient_judged(ordinary)
    yield "extreme_logits", *judged(values_judged, 0, "the weighted sum for very large and very small logits", extreme)


def read(outcome):
    """What came back for a case, checked. Raises Odd with a sentence where it is nothing to compare."""
    if "error" in outcome:
        raise Odd(error_sentence(outcome["error"]))
    value = outcome["value"]
    if "losses" not in value:
        raise Odd(f"`forward` returned {value['count']} value(s); three were expected: combined_loss, distillation_loss, hard_loss.")
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
            return False, f"{NAMES[position]}, {meaning}: {value:.5g} came back, {wanted:.5g} was expected ({setting(case)})."
    return True, f"{meaning[0].upper()}{meaning[1:]} is right in {len(cases)} cases."


def combined_judged(cases, one_is_right):
    """The weighted sum of what came back as the two losses: a mistake in one of them is not punished twice."""
    for case, seen, _ in cases:
        combined_loss, *losses = (loss_in(seen, position) for position in range(3))
        expected = Loss(**case["settings"]).combine(*losses)
        if not math.isfinite(expected) or not close(combined_loss, expected, tolerance.LOSS):
            return False, (f"combined_loss: {combined_loss:.5g} came back, the weighted sum of your own two losses "
                           f"is {expected:.5g} ({setting(case)}).")
    return one_is_right, "The weighted sum of your two losses is right in every case" + (
        "." if one_is_right else ", but neither loss is: it counts from the first right loss on.")


def gradient_judged(cases):
    for case, seen, expected in cases:
        gradient = seen["gradient"]
        if "error" in gradient:
            return False, f"`combined_loss.backward()` does not reach the student's logits: {error_sentence(gradient['error'])}"
        if seen["teacher_wants_gradient"]:
            return False, "After your loss the teacher's logits ask for a gradient (`requires_grad` is True); they came in without."
        if not close(gradient["value"], expected["gradient"], tolerance.LOSS):
            largest, wanted = gradient["value"].abs().max(), expected["gradient"].abs().max()
            return False, (f"The largest gradient at the student's logits is {largest:.5g}; {wanted:.5g} was expected, "
                           f"or it sits elsewhere ({setting(case)}).")
    return True, f"The gradient at the student's logits is right in {len(cases)} cases."


def setting(case):
    B, C = case["student_logits"].shape
    settings = ", ".join(f"{name} {value}" for name, value in case["settings"].items()) or "the default temperature and alpha"
    return f"{B} pairs, {C} classes, {settings}"


def name_mistakes(inputs, answer):
    cases = [(case, read(outcome)) for case, outcome in zip(inputs["cases"], answer["cases"], strict=True)]
    return diagnose(MISTAKES, lambda chosen: all(same(seen, expect(case, chosen)) for case, seen in cases))


def same(seen, predicted):
    return (all(close(loss_in(seen, position), predicted["losses"][position], tolerance.LOSS) for position in range(3))
            and seen["teacher_wants_gradient"] == predicted["teacher_wants_gradient"]
            and close(seen["gradient"].get("value"), predicted["gradient"], tolerance.LOSS))
