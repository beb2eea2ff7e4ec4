"""The training loop, judged by what it does to a tiny student: its weights after every step, and the teacher's afterwards."""
from __future__ import annotations

import torch

from .. import tolerance
from ..misconceptions.training_loop import HISTORY, MISTAKES, TRAINING
from ..probe_tools import attempt, describe, the_device
from ..stand_ins import (
    AnotherOrderEachEpoch,
    Noted,
    Output,
    StandInClassifier,
    StandInCriterion,
    TinyClassifier,
    batch_of,
)
from ..verdict import Odd, close, diagnose, error_sentence, judged, name_of
from .loop_history import LOSSES, accuracy_judged, losses_judged
from .loop_inputs import make_inputs
from .loop_notes import Notes
from .loop_reference import Loop, batches_an_epoch, chunks, expect, plan_of

__all__ = ["LOSSES", "MISTAKES", "chunks", "expect", "make_inputs", "plan_of"]
DEFINES = "train_with_distillation"
POINTS = {"teacher": 1, "student_mode": 1, "weights": 2, "history_losses": 1, "history_accuracy": 1}
SLOWEST = 1e-3  # of the given learning rate: a step with less moves nothing
UNMASKED = "was asked without its attention mask, so it read the padding as words."
HALVES = torch.float16, torch.bfloat16
SENT = (Noted, Output, StandInClassifier, TinyClassifier, StandInCriterion, AnotherOrderEachEpoch, batch_of)


def probe(namespace, inputs, source):
    if "train_with_distillation" not in namespace:
        return {"missing": True}
    train = namespace["train_with_distillation"]
    device = the_device()
    student, teacher = (TinyClassifier(**inputs[name]).to(device) for name in ("student", "teacher"))
    student.eval()
    teacher.train()
    optimizer, criterion, steps = torch.optim.SGD(student.parameters(), lr=inputs["rate"]), StandInCriterion(), []
    count, size = len(inputs["labels"]), inputs["batch"]
    sampler = AnotherOrderEachEpoch(inputs["orders"], lambda: len(steps) // -(-count // size))
    loader = torch.utils.data.DataLoader(range(count), size, sampler=sampler, collate_fn=lambda rows: batch_of(inputs, rows))
    optimizer.defaults["betas"] = optimizer.param_groups[0]["betas"] = (0.9, 0.999)  # which Adam has, and schedulers know

    def note_the_step(*_):
        if len(steps) < 100:
            steps.append((float(optimizer.param_groups[0]["lr"]), student.flat(), student.gradient()))

    optimizer.register_step_post_hook(note_the_step)
    with torch.enable_grad():  # an earlier cell may have switched it off
        outcome = attempt(lambda: train(student, teacher, loader, criterion, optimizer, device, inputs["num_epochs"]))
    if "error" in outcome:
        return outcome
    history = outcome["value"]
    return {"history": {str(k)[:50]: describe(v) for k, v in list(history.items())[:20]} if isinstance(history, dict) else None,
            "returned": type(history).__name__, "steps": steps, "final": student.flat(),
            "final_gradient": student.gradient(),
            "student_calls": student.calls, "teacher_calls": teacher.calls, "criterion_calls": criterion.calls,
            "teacher": teacher.state(),
            "teacher_gradient": any(p.grad is not None for p in teacher.parameters())}


def parts(inputs, answer):
    if "error" in answer:
        raise Odd(error_sentence(answer["error"]))
    notes = Notes(inputs, answer)
    yield "teacher", *teacher_judged(notes)
    yield "student_mode", *student_judged(notes)
    yield "weights", *weights_judged(notes)
    yield "history_losses", *judged(losses_judged, notes, answer)
    yield "history_accuracy", *judged(accuracy_judged, notes, answer)


def teacher_judged(notes):
    calls = notes.teacher
    training = [call.trains for call in calls].count(True)
    said = ("The teacher was never asked." if not calls else
            f"In {training} of {len(calls)} calls the teacher was in train mode." if training else
            f"Your loop turned the teacher into {dtype_of(notes.teacher_state)}." if notes.teacher_state.dtype in HALVES else
            "The teacher's weights or buffers were changed by your loop." if notes.teacher_moved() else
            "A gradient arrived at the teacher's weights." if notes.teacher_gradient else
            f"The teacher {UNMASKED}" if any(call.reads_padding for call in calls) else
            "The teacher was not asked about the loader's pairs: other token ids, or another mask than came with them."
            if not notes.teacher_knows_the_pairs() else None)
    return said is None, said or "The teacher answered in eval mode; its weights, buffers and gradients are untouched."


def student_judged(notes):
    modes = [call.trains for call in notes.trained]
    if not modes:
        return False, "The student never answered with gradients."
    if not all(modes):
        return False, f"In {modes.count(False)} of {len(modes)} steps the student was in eval mode."
    if not notes.trained[0].is_answer_of(TinyClassifier(**notes.inputs["student"])):
        return False, "The student's first answer is not that of its weights: your loop changed them before the first step."
    return True, "The student trained in train mode."


def weights_judged(notes):
    """Whether the student's weights follow the reference, each step with the learning rate that the optimizer had."""
    count = notes.inputs["num_epochs"] * batches_an_epoch(notes.inputs)
    made = f"The optimizer made {len(notes.steps)} steps; {count} were expected ({notes.inputs['num_epochs']} epochs of " \
           f"{batches_an_epoch(notes.inputs)} batches)."
    if notes.final.dtype in HALVES:
        return False, f"Your loop turned the student's weights into {dtype_of(notes.final)}; small steps get lost in so few digits."
    if not notes.steps:
        return False, f"{made} The student's weights changed nevertheless." if not torch.equal(notes.final, notes.start) else made
    if not notes.knows_every_pair():
        return False, "The student was trained on other token ids than the loader's."
    right = Loop().run(notes.inputs, notes.plan())["steps"]
    for step, ((_, seen, _), wanted) in enumerate(zip(notes.steps, right, strict=False), 1):
        if not close(seen, wanted, tolerance.WEIGHTS):
            return False, f"The student's weights leave the expected path at step {step} of {count}: the largest difference is " \
                          f"{(seen.double() - wanted).abs().max():.3g}.{blame(notes)}"
    if len(notes.steps) != count:
        return False, made
    if not notes.follows_the_loader():
        return False, "The student was not trained on each of the loader's pairs once an epoch, with one answer a step."
    slow = sum(rate < SLOWEST * notes.inputs["rate"] for rate, *_ in notes.steps)
    if 3 * slow > count:  # to start and to end with none is usual
        return False, f"At {slow} of {count} steps the learning rate was next to nothing, so they moved nothing."
    if not close(notes.final, right[-1], tolerance.WEIGHTS):
        return False, "The student's weights changed once more after the last step."
    return True, f"The student's weights are right after each of {count} steps."


def blame(notes):
    return "" if notes.facts()["student_masked"] else f" The student {UNMASKED}"


def dtype_of(tensor):
    return str(tensor.dtype).removeprefix("torch.")


def name_mistakes(inputs, answer):
    """The names for the training and, apart from it, those for the history: a mistake in one does not hide the other's."""
    notes = Notes(inputs, answer)
    training = teacher_judged, student_judged, weights_judged
    names = [] if all(judgement(notes)[0] for judgement in training) else name_training(notes)
    if not judged(losses_judged, notes, answer)[0]:
        names.append("unrecognised")
    if not judged(accuracy_judged, notes, answer)[0]:
        names += diagnose(HISTORY, lambda chosen: judged(accuracy_judged, notes, answer, Loop(chosen))[0])
    return sorted(set(names), key=lambda name: (name == "unrecognised", name))


def name_training(notes):
    """What was seen is named at once; what moves the weights, by the reference whose weights it explains."""
    facts, right = notes.facts(), Loop()
    off = {fact for fact, seen in facts.items() if seen != getattr(right, fact)}
    seen = [mistake for mistake in TRAINING if changed(mistake) and off.issuperset(changed(mistake))]
    others = [mistake for mistake in TRAINING if not changed(mistake)]
    names = sorted({name_of(mistake) for mistake in seen})
    if facts["teacher_moves"]:  # where to is the student's secret, so what it learned from it cannot be foretold
        return names
    if not notes.knows_every_pair():
        return [*names, "unrecognised"]
    if explains(notes, seen):
        return names or ["unrecognised"]
    return names + diagnose(others, lambda chosen: explains(notes, [*seen, *chosen]))


def changed(mistake):
    """The facts (see `Notes.facts`) that a mistake changes."""
    return [fact for fact in Notes.FACTS if getattr(Loop((mistake,)), fact) != getattr(Loop(), fact)]


def explains(notes, mistakes):
    """Whether a loop with these mistakes leaves behind what came back."""
    path = [weights for _, weights, _ in notes.steps]
    predicted = Loop(mistakes).run(notes.inputs, notes.plan(), goes_on=lambda steps: len(steps) <= len(path) and close(
        path[len(steps) - 1], steps[-1], tolerance.WEIGHTS))
    seen = [*path, notes.final, *(t for s, t, _ in notes.criterion for t in (s, t))]
    wanted = [*predicted["steps"], predicted["final"], *(t for s, t, _ in predicted["criterion_calls"] for t in (s, t))]
    return (len(path) == len(predicted["steps"]) and len(seen) == len(wanted)
            and all(close(s, w, tolerance.WEIGHTS) for s, w in zip(seen, wanted, strict=True))
            and leaves_behind(notes.left_over, predicted["final_gradient"]) and (predicted["bites"] or not Loop(mistakes).clipped))


def leaves_behind(gradient, wanted):
    """Whether a gradient is empty or 0, as where the loop cleans up after a step, or the wanted one, however scaled."""
    return not gradient.any() or close(gradient / gradient.norm(), wanted / wanted.norm(), tolerance.HISTORY)
