"""The training loop, judged by what it does to a tiny student: its weights after every step, and the teacher's afterwards."""
from __future__ import annotations

import torch

from .. import tolerance
from ..misconceptions.training_loop import MISTAKES
from ..probe_tools import attempt, describe, the_device
from ..stand_ins import Output, StandInCriterion, TinyClassifier
from ..verdict import Odd, a, close, diagnose, error_sentence, judged, numbers

DEFINES = "train_with_distillation"
POINTS = {"teacher": 1, "student_mode": 1, "weights": 2, "history_losses": 1, "history_accuracy": 1}
LOSSES = ("total_loss", "distillation_loss", "hard_loss")
MAX_CALLS = 100  # that a stand-in notes
NUM_PAIRS, BATCH, NUM_EPOCHS, RATE = 10, 4, 2, 0.5  # a short last batch, so that a mean over batches is no mean over pairs
SENT = (Output, TinyClassifier, StandInCriterion)


def make_inputs(seed):
    """Two tiny models' weights and ten pairs as ids (N, T), mask (N, T), labels (N,)."""
    dice = torch.Generator().manual_seed(seed)
    while not accuracies_differ(inputs := draw(dice)):
        pass
    return inputs


def draw(dice):
    V, D, C, T = 11, 6, 3, 5
    lengths = torch.randint(2, T + 1, (NUM_PAIRS, 1), generator=dice)
    models = {name: {"embedding": torch.randn(V, D, generator=dice), "linear": torch.randn(C, D, generator=dice) / D**0.5,
                     "keep": torch.tensor(keep)}
              for name, keep in (("student", [1.3, 0.0, 1.3, 1.3, 1.3, 0.0]), ("teacher", [0.0, 1.5, 1.5, 0.0, 1.5, 1.5]))}
    return {**models, "num_epochs": NUM_EPOCHS, "rate": RATE, "batch": BATCH,
            "ids": torch.randint(V, (NUM_PAIRS, T), generator=dice), "mask": (torch.arange(T) < lengths).long(),
            "labels": torch.randint(C, (NUM_PAIRS,), generator=dice)}


def accuracies_differ(inputs):
    """Whether an epoch's accuracy is told from the mean of its batches', from its last batch's, and from that of both epochs."""
    hits = [(logits.argmax(1) == labels).double() for (*_, logits), (*_, labels) in zip(
        expect(inputs)["student_calls"], batches(inputs) * inputs["num_epochs"], strict=True)]
    first, last = hits[:len(hits) // 2], hits[len(hits) // 2:]
    others = [torch.stack([h.mean() for h in last]).mean(), last[-1].mean(), torch.cat(hits).mean()]
    return all(abs(torch.cat(last).mean() - other) > 1e-3 for other in others) and torch.cat(first).any()


def probe(namespace, inputs, source):
    if "train_with_distillation" not in namespace:
        return {"missing": True}
    train = namespace["train_with_distillation"]
    device = the_device()
    student, teacher = (TinyClassifier(**inputs[name]).to(device) for name in ("student", "teacher"))
    student.eval()
    teacher.train()
    pairs = torch.utils.data.TensorDataset(inputs["ids"], inputs["mask"], inputs["labels"])
    loader = torch.utils.data.DataLoader(pairs, batch_size=inputs["batch"])
    optimizer, criterion, steps = torch.optim.SGD(student.parameters(), lr=inputs["rate"]), StandInCriterion(), []
    optimizer.register_step_post_hook(lambda *_: steps.append(student.flat()) if len(steps) < 100 else None)
    outcome = attempt(lambda: train(student, teacher, loader, criterion, optimizer, device, inputs["num_epochs"]))
    if "error" in outcome:
        return outcome
    history = outcome["value"]
    grads = [p.grad.flatten() for p in student.parameters() if p.grad is not None]
    return {"history": {str(k)[:50]: describe(v) for k, v in list(history.items())[:20]} if isinstance(history, dict) else None,
            "returned": type(history).__name__, "steps": steps, "final": student.flat(),
            "final_gradient": torch.cat(grads) if grads else torch.zeros(0),
            "student_calls": student.calls, "teacher_calls": teacher.calls, "criterion_calls": criterion.calls,
            "teacher": teacher.state(),
            "teacher_gradient": any(p.grad is not None for p in teacher.parameters())}


class Loop:
    """The reference loop in the steps that a mistake may spoil. Float64."""

    def __init__(self, mistakes=()):
        self.student_trains, self.teacher_trains = True, False
        self.zero_grad_every, self.optimizer_steps = "step", True
        self.teacher_gradient = self.teacher_moves = self.arguments_swapped = self.teacher_is_student = False
        for mistake in mistakes:
            mistake(self)

    def run(self, inputs, dtype, device):
        student, teacher = (TinyClassifier(**inputs[name]).to(device, dtype) for name in ("student", "teacher"))
        student.train(self.student_trains)
        teacher.train(self.teacher_trains)
        optimizer, criterion, steps = torch.optim.SGD(student.parameters(), lr=inputs["rate"]), StandInCriterion(), []
        for _ in range(inputs["num_epochs"]):
            if self.zero_grad_every == "epoch":
                optimizer.zero_grad()
            for ids, mask, labels in (tuple(t.to(device) for t in batch) for batch in batches(inputs)):
                with torch.no_grad():
                    teacher_logits = (student if self.teacher_is_student else teacher)(ids, mask).logits  # (B, C)
                student_logits = student(ids, mask).logits  # (B, C)
                logits = (teacher_logits, student_logits) if self.arguments_swapped else (student_logits, teacher_logits)
                if self.zero_grad_every == "step":
                    optimizer.zero_grad()
                criterion(*logits, labels)[0].backward()
                if self.optimizer_steps:
                    optimizer.step()
                    steps.append(student.flat())
        return {"steps": steps, "final": student.flat(), "criterion_calls": criterion.calls, "teacher_calls": teacher.calls,
                "student_calls": student.calls, "final_gradient": torch.cat([p.grad.flatten() for p in student.parameters()])}


def expect(inputs, mistakes=(), dtype=torch.float64, device="cpu"):
    """What the loop with these mistakes leaves behind: see `Loop.run`."""
    return Loop(mistakes).run(inputs, dtype, device)


def batches(inputs):
    return list(zip(*(inputs[name].split(inputs["batch"]) for name in ("ids", "mask", "labels")), strict=True))


def parts(inputs, answer):
    if "error" in answer:
        raise Odd(error_sentence(answer["error"]))
    demand_shapes(inputs, answer)
    yield teacher_part(inputs, answer)
    yield student_part(inputs, answer)
    yield weights_part(inputs, answer)
    yield "history_losses", *judged(losses_judged, inputs, answer)
    yield "history_accuracy", *judged(accuracy_judged, inputs, answer)


def demand_shapes(inputs, answer):
    """Raises Odd where a tensor has a shape that no answer of these models has: before anything is computed with it."""
    num_classes, sizes = len(inputs["student"]["linear"]), {len(labels) for *_, labels in batches(inputs)}
    logits = [call[2] for who in ("student", "teacher") for call in answer[f"{who}_calls"]]
    logits += [tensor for call in answer["criterion_calls"] for tensor in call[:2]]
    if any(len(answer[f"{who}_calls"]) > MAX_CALLS for who in ("student", "teacher", "criterion")) \
            or any(tensor.dim() != 2 or tensor.shape[1] != num_classes or len(tensor) > NUM_PAIRS for tensor in logits) \
            or any(labels.dim() != 1 or not len(labels) == len(s) == len(t) for s, t, labels in answer["criterion_calls"]):
        raise Odd(f"The models or the criterion were not called with the loader's batches: {num_classes} logits for each of "
                  f"{' or '.join(map(str, sorted(sizes)))} pairs were expected.")


def own_logits(inputs, who, trains):
    """What an untrained stand-in gives for each batch in a mode: [(B, C)]."""
    model = TinyClassifier(**inputs[who]).train(trains)
    with torch.no_grad():
        return [model(ids, mask).logits for ids, mask, _ in batches(inputs)]


def student_part(inputs, answer):
    calls = [(trains, logits) for trains, gradient, logits in answer["student_calls"] if gradient]
    modes = [trains for trains, _ in calls]
    if calls and all(modes):
        first = calls[0][1]
        if not any(close(first, own, tolerance.WEIGHTS) for own in own_logits(inputs, "student", True)):
            return "student_mode", False, "What the student is said to have answered first is not its answer to any batch."
        return "student_mode", True, "The student trained in train mode."
    return ("student_mode", False, "The student never answered with gradients." if not calls else
            f"In {modes.count(False)} of {len(modes)} steps the student was in eval mode.")


def teacher_part(inputs, answer):
    modes = [trains for trains, *_ in answer["teacher_calls"]]
    own = own_logits(inputs, "teacher", False)
    said = ("The teacher was never asked." if not modes else
            f"In {modes.count(True)} of {len(modes)} calls the teacher was in train mode." if any(modes) else
            "The teacher's weights or buffers were changed by your loop." if teacher_moved(inputs, answer) else
            "A gradient arrived at the teacher's weights." if answer["teacher_gradient"] else
            None if all(any(close(logits, o, tolerance.WEIGHTS) for o in own) for *_, logits in answer["teacher_calls"]) else
            "What the teacher is said to have answered is not its answer to any batch.")
    return ("teacher", said is None, said or "The teacher answered in eval mode; its weights, buffers and gradients are untouched.")


def teacher_moved(inputs, answer):
    return not torch.equal(answer["teacher"], TinyClassifier(**inputs["teacher"]).state())  # every byte


def weights_part(inputs, answer):
    steps, right = answer["steps"], expect(inputs)["steps"]
    for step, (seen, wanted) in enumerate(zip(steps, right, strict=False), 1):
        if not close(seen, wanted, tolerance.WEIGHTS):
            return ("weights", False, f"The student's weights leave the expected path at step {step} of {len(right)}: "
                        f"the largest difference is {(seen.double() - wanted).abs().max():.3g}." if seen.shape == wanted.shape else
                        "The optimizer was given other weights.")
    if len(steps) != len(right):
        return ("weights", False, f"The optimizer made {len(steps)} steps; {len(right)} were expected "
                                         f"({inputs['num_epochs']} epochs of {len(batches(inputs))} batches).")
    if not close(answer["final"], right[-1], tolerance.WEIGHTS):
        return ("weights", False, "The student's weights changed once more after the last step.")
    return ("weights", True, f"The student's weights are right after each of {len(right)} steps.")


def losses_judged(inputs, answer):
    """The history against what the criterion said during this very training. Returns (passed, message)."""
    per_epoch, calls = len(batches(inputs)), answer["criterion_calls"]
    if len(calls) != inputs["num_epochs"] * per_epoch:
        return False, f"The given criterion was called {len(calls)} times; {inputs['num_epochs'] * per_epoch} were expected."
    losses = torch.tensor([[float(v) for v in StandInCriterion()(s.double(), t.double(), y)] for s, t, y in calls])  # (steps, 3)
    weights = torch.tensor([float(len(y)) for _, _, y in calls])
    for column, name in enumerate(LOSSES):
        seen = epochs_of(inputs, answer, name)
        means = [[float((losses[e:e + per_epoch, column] * w[e:e + per_epoch]).sum() / w[e:e + per_epoch].sum())
                  for e in range(0, len(calls), per_epoch)] for w in (weights, torch.ones_like(weights))]
        if not any(all(close(s, m, tolerance.HISTORY) for s, m in zip(seen, mean, strict=True)) for mean in means):
            return False, f"history[{name!r}] is {shown(seen)}; the mean of each epoch is {shown(means[0])}."
    return True, "The three losses of every epoch are their means over the epoch."


def accuracy_judged(inputs, answer):
    """Whether history["accuracy"] is the per cent of right answers in this very training. Returns (passed, message)."""
    logits = [logits for _, gradient, logits in answer["student_calls"] if gradient]
    labels = [labels for _, _, labels in batches(inputs)] * inputs["num_epochs"]
    if len(logits) != len(labels):
        return False, f"The student answered {len(logits)} times with gradients; {len(labels)} times expected."
    right = torch.cat([lo.argmax(1) == la for lo, la in zip(logits, labels, strict=True)]).double()
    expected = (100 * right.view(inputs["num_epochs"], -1).mean(1)).tolist()
    seen = epochs_of(inputs, answer, "accuracy")
    passed = all(close(s, e, tolerance.PER_CENT) for s, e in zip(seen, expected, strict=True))
    return passed, "The accuracy of every epoch is right." if passed else (
        f"history['accuracy'] is {shown(seen)}; {shown(expected)} per cent of the pairs were right.")


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


def name_mistakes(inputs, answer):
    if not (losses_judged(inputs, answer)[0] and accuracy_judged(inputs, answer)[0]):
        return ["unrecognised"]
    moved = teacher_moved(inputs, answer)
    return diagnose(MISTAKES, lambda chosen: explains(inputs, answer, moved, Loop(chosen)))


def explains(inputs, answer, moved, loop):
    """Whether a loop leaves behind what came back; it runs only where all that can be told without running fits."""
    teacher_modes, student_modes = ({trains for trains, *_ in answer[f"{who}_calls"]} for who in ("teacher", "student"))
    if (loop.teacher_moves, {loop.student_trains}, set() if loop.teacher_is_student else {loop.teacher_trains}) \
            != (moved, student_modes, teacher_modes):
        return False
    if loop.teacher_moves:  # where to is the student's secret, so what it learned from it cannot be foretold
        return True
    if loop.teacher_gradient != answer["teacher_gradient"]:
        return False
    predicted = loop.run(inputs, torch.float64, "cpu")
    weights = [*answer["steps"], answer["final"], *(t for s, t, _ in answer["criterion_calls"] for t in (s, t))]
    wanted = [*predicted["steps"], predicted["final"], *(t for s, t, _ in predicted["criterion_calls"] for t in (s, t))]
    left_over = answer["final_gradient"]  # empty or 0 where the loop cleans up after a step
    return (len(answer["steps"]) == len(predicted["steps"]) and len(weights) == len(wanted)
            and all(close(s, w, tolerance.WEIGHTS) for s, w in zip(weights, wanted, strict=True))
            and (not left_over.any() or close(left_over, predicted["final_gradient"], tolerance.WEIGHTS)))
