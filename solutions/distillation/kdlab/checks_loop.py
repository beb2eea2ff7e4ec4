"""The check of the training loop: what was seen of a tiny student that learned from a tiny teacher."""
from __future__ import annotations

import torch

from .ticks import Report, close, number
from .tiny_training import BATCHES, EPOCHS, LOSSES, PADDING, TinyTraining

HISTORY = ("total_loss", "distillation_loss", "hard_loss")
COUNT = EPOCHS * BATCHES


def check_training_loop(train_with_distillation):
    """On two tiny models: does the student learn from the teacher, and the teacher not at all?"""
    with torch.random.fork_rng(), torch.enable_grad(), Report(train_with_distillation) as report:
        seen = TinyTraining(train_with_distillation)
        if report.look(who_is_asked(seen)):
            report.look(the_teacher(seen), the_student(seen), the_steps(seen), the_history(seen))


def who_is_asked(seen):
    if seen.error and not seen.asked:
        raise seen.error
    yield bool(seen.student.calls), "", "The student was never asked. Which model is called for `student_outputs`?"
    yield bool(seen.teacher.calls), "Student and teacher are both asked.", \
        "The teacher was never asked. Which model is called for `teacher_outputs`?"
    yield bool(seen.asked), "", "`criterion`, which the loop is given, was never asked. Which loss does the student learn from?"
    yield bool(seen.batches), "", \
        "No gradient can run from the losses to the student. Is the student asked where PyTorch keeps no gradients?"
    yield not any(note.call and same(note.student_logits, note.wanted) for note in seen.batches), "", \
        "The criterion got the teacher's logits as the student's. In which order does it take its arguments?"
    if seen.error:
        raise seen.error
    yield all(note.call and same(note.student_logits, note.call.logits) for note in seen.batches), \
        "The criterion gets the student's logits first.", (
        "The criterion's first argument is not what the student answered to this batch. What happens to its logits on the way?")
    yield len(seen.batches) == COUNT, "The criterion is asked once for every batch of every epoch.", (
        f"{EPOCHS} epochs of {BATCHES} batches should ask `criterion` {COUNT} times; it was asked {len(seen.batches)} times. Which "
        "batches or epochs are left out, or come twice?")


def same(a, b):
    return a.shape == b.shape and torch.allclose(a.float(), b.float(), rtol=1e-3, atol=1e-3)


def reads_padding(call):
    padding = call.input_ids == PADDING
    return bool(padding.any() if call.attention_mask is None else call.attention_mask[padding].any())


def the_teacher(seen):
    yield not any(call.trains for call in seen.teacher.calls), "The teacher is in eval mode at every batch.", (
        "The teacher answered in training mode: its dropout is on, and its answer to the same pair changes from one time to the "
        "next. Which line sets its mode, and is it the mode without dropout?")
    yield not any(map(reads_padding, seen.teacher.calls)), "The teacher is given the attention mask.", (
        "The teacher was asked without the batch's `attention_mask`, so it read the padding as if it were words. Which inputs does "
        "it get?")
    yield all(torch.equal(tensor, seen.expert.state_dict()[name]) for name, tensor in seen.teacher.state_dict().items()), \
        "The teacher does not change.", "The teacher's weights changed: it should only answer. What writes into them?"
    yield all(p.grad is None for p in seen.teacher.parameters()), "No gradient reaches the teacher.", (
        "Gradients reached the teacher's weights: that costs memory and time for nothing. Is the teacher called inside "
        "`with torch.no_grad():`?")
    wrong = next((i for i, note in enumerate(seen.batches) if not same(note.teacher_logits, note.wanted)), None)
    yield wrong is None, "The criterion gets the teacher's answer to this very batch.", (
        f"At batch {(wrong or 0) + 1} the criterion got logits that are not the teacher's answer to this batch"
        + (", but to other pairs. In each epoch the loader brings the pairs in another order: by what are kept logits found again?"
           if any(same(seen.batches[wrong or 0].teacher_logits, call.logits) for call in seen.teacher.calls) else
           ". What are `teacher_logits` made of?"))


def the_student(seen):
    asked = [call for call in seen.student.calls if call.gradients]
    yield all(call.trains for call in asked), "The student is in training mode at every batch.", \
        "The student answered in eval mode while it was learning. Which line sets its mode, and does another change it?"
    yield not any(map(reads_padding, asked)), "The student is given the attention mask.", (
        "The student was asked without the batch's `attention_mask`, so it read the padding as if it were words. Which inputs does "
        "it get?")
    changed = [name for name, p in seen.student.named_parameters() if not p.requires_grad or p.dtype != torch.float32]
    yield not changed, "", \
        f"Your loop froze some of the student's weights, or turned them into another type: {', '.join(changed)}."
    yield not seen.moved_between, "Nothing but the optimizer's steps changes its weights.", (
        "The student's weights changed outside the optimizer's steps. What else writes into them, before, between or afterwards?")


def the_steps(seen):
    started = [note.started for note in seen.batches if note.started]
    yield len(started) == COUNT, "", f"`backward()` ran for {len(started)} of {COUNT} batches. Where does it stand?"
    others = {*LOSSES[1:]} & set().union(*started)
    yield not others, "A gradient is computed at every batch, from the combined loss.", (
        f"`backward()` started from {' and '.join(sorted(others))}. From which of the criterion's three losses should the student "
        "learn?")
    yield len(seen.steps) == COUNT, "The optimizer takes a step at every batch.", (
        f"{COUNT} batches should be {COUNT} steps of the optimizer that the loop is given; there were {len(seen.steps)}. Where "
        "does `optimizer.step()` stand?")
    first = {step.followed: i for i, step in reversed([*enumerate(seen.steps, 1)])}
    yield "none" not in first, "", (
        f"At step {first.get('none')} there was no gradient to follow. In which order come `zero_grad()`, `backward()` and "
        "`step()`?")
    yield "older" not in first, "Each step follows the gradient of its batch alone.", (
        f"`backward()` adds to the gradients that are there, and at step {first.get('older')} those of earlier batches still "
        "were. What clears them, and when?")
    yield "scaled" not in first, "", \
        f"`backward()` started from {seen.steps[0].weight:.3g} times the combined loss. What is it multiplied by, or divided?"
    yield "changed" not in first, "The gradient is taken as it is.", (
        f"At step {first.get('changed')} the gradient was not the one that `backward()` had computed. What changes it before "
        "`step()`?")
    still = next((i for i, step in enumerate(seen.steps, 1) if not step.moves), None)
    yield still is None, "Each step moves the student's weights.", f"Step {still} moved nothing. What became of the learning rate?"


def the_history(seen):
    names, history = (*HISTORY, "accuracy"), seen.history
    yield isinstance(history, dict), "", (
        f"The loop should return `history`, a dict; it returned {'None' if history is None else 'a ' + type(history).__name__}.")
    missing = [name for name in names if name not in history]
    yield not missing, "", f"history lacks {' and '.join(missing)}; it has {', '.join(map(str, history))}."
    lengths = {name: 1 if number(history[name]) is not None else len(history[name]) for name in names}
    yield {*lengths.values()} == {EPOCHS}, "The history has its four lists, with one value an epoch.", (
        f"{EPOCHS} epochs should give {EPOCHS} values in each list; there are "
        f"{', '.join(f'{n} in {name}' for name, n in lengths.items())}.")
    said = {name: [number(value) for value in history[name]] for name in names}
    odd = next((name for name in names if None in said[name]), None)
    yield not odd, "", f"history[{odd!r}] should hold numbers; it holds {[*history.get(odd, [])]!r:.60}."
    sizes = [[len(note.labels) for note in epoch] for epoch in seen.epochs()]
    for column, name in enumerate(HISTORY):
        told = [[note.losses[column] for note in epoch] for epoch in seen.epochs()]
        by_pairs, by_batches = [*map(mean, told, sizes)], [mean(losses, [1] * BATCHES) for losses in told]
        tick = "Its losses are the means of what the criterion said." if name == HISTORY[-1] else ""
        yield alike(said[name], by_pairs) or alike(said[name], by_batches), tick, (
            f"history[{name!r}] starts with {said[name][0]:.3f}. In the first epoch the criterion's values were "
            f"{', '.join(f'{loss:.3f}' for loss in told[0])}, with mean {by_pairs[0]:.3f}. Which of its three losses goes into "
            "which list, and by what is their sum divided?")
    hits = [[100 * (note.call.logits.argmax(1) == note.labels).float().mean().item() for note in epoch]
            for epoch in seen.epochs()]
    accuracy, by_batches = [*map(mean, hits, sizes)], [mean(epoch, [1] * BATCHES) for epoch in hits]
    scaled = [100 * value for value in said["accuracy"]]
    yield alike(said["accuracy"], accuracy, 0.06), "The accuracy is in per cent, of all pairs.", (
        f"While it learned, the student was right in {accuracy[0]:.0f} % of the pairs in the first epoch and in {accuracy[1]:.0f} "
        f"% in the second; history['accuracy'] says {said['accuracy'][0]:.4g} and {said['accuracy'][1]:.4g}. "
        + ("Does a pair of the short last batch count as much as any other?"
           if alike(said["accuracy"], by_batches) or alike(scaled, by_batches) else
           "Is it in per cent?" if alike(scaled, accuracy) else "Which answers does it count, to which pairs, and against what?"))


def mean(values, weights):
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def alike(seen, wanted, tolerance=0.006):
    return all(abs(s - w) <= tolerance or close(s, w, 1e-3) for s, w in zip(seen, wanted, strict=True))
