"""The training loop: what a student reads of it, several mistakes at once, and answers that no loop gives."""
import copy

import pytest
import torch

from autograder.judging.judge import inputs_of, judge
from autograder.judging.probe_tools import pack
from in_process import CORPUS, grade
from references import answer_of_the_loop

RIGHT = (CORPUS / "training_loop" / "right" / "handout_filled_in.py").read_text()
STEP = "            optimizer.step()\n"
START = "    teacher_model.train(False)\n"


def changed(*edits):
    source = RIGHT
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return grade("training_loop", source)


SENTENCES = [
    ([("teacher_model(input_ids=input_ids, attention_mask=attention_mask)", "teacher_model(input_ids=input_ids)")], "teacher",
     "The teacher was asked without its attention mask, so it read"),
    ([("student_model(input_ids=input_ids, attention_mask=attention_mask)", "student_model(input_ids=input_ids)")], "weights",
     "The student was asked without its attention mask, so it read"),
    ([("teacher_model(input_ids=input_ids, attention_mask=attention_mask)",
       "teacher_model(input_ids=input_ids, attention_mask=1 - attention_mask)")], "teacher", "another mask than came with them"),
    ([("teacher_model(input_ids=input_ids", "teacher_model(input_ids=input_ids.flip(1)")], "teacher", "other token ids"),
    ([("student_model(input_ids=input_ids", "student_model(input_ids=input_ids + 1")], "weights",
     "other token ids than the loader's"),
    ([(START, START + "    student_model.half()\n")], "weights", "turned the student's weights into float16"),
    ([(START, START + "    teacher_model.bfloat16()\n")], "teacher", "turned the teacher into bfloat16"),
    ([(STEP, STEP + "            for group in optimizer.param_groups:\n                group['lr'] *= 0.01\n")], "weights",
     "At 4 of 6 steps the learning rate was next to nothing"),
    ([(START, START + "    optimizer = torch.optim.SGD(student_model.parameters(), lr=0.1)\n")], "weights",
     "The optimizer made 0 steps; 6 were expected (2 epochs of 3 batches). The student's weights changed nevertheless."),
    ([(STEP, "")], "weights", "The optimizer made 0 steps; 6 were expected (2 epochs of 3 batches)."),
    ([(START, START + "    with torch.no_grad():\n        student_model.linear.zero_()\n")], "student_mode",
     "your loop changed them before the first step"),
    ([(START, START + "    student_model.more = nn.Parameter(torch.zeros(1))\n")], "teacher",
     "other weights after your loop than it came with: more, fewer"),
    ([("    for epoch in range(num_epochs):\n",
       "    for epoch in range(num_epochs):\n        student_model.load_state_dict(student_model.first_weights)\n")],
     "weights", "leave the expected path at step 4 of 6"),
    ([("    return history\n", "    student_model.load_state_dict(student_model.first_weights)\n    return history\n")], "weights",
     "changed once more after the last step"),
    ([("for input_ids, attention_mask, labels in bar:", "for input_ids, attention_mask, labels in list(bar)[:1] * 3:")], "weights",
     "was not trained on each of the loader's pairs once an epoch")]


@pytest.mark.parametrize(("edits", "part", "sentence"), SENTENCES, ids=range(len(SENTENCES)))
def test_a_sentence_says_what_was_seen(edits, part, sentence):
    """Does the part that fails say what the loop did, in words that no right loop could take for an accusation?"""
    verdict = changed(*edits)
    said = next(p for p in verdict.parts if p.name == part)
    assert not said.passed and sentence in said.message, [p.message for p in verdict.parts]
    assert not any("is said to have" in p.message for p in verdict.parts)


FRACTION = 'history["accuracy"].append(100 * correct / total)', 'history["accuracy"].append(correct / total)'
SEVERAL = [
    ([FRACTION, (STEP, "")], ["history_accuracy_is_a_fraction", "missing_optimizer_step"]),
    ([FRACTION, ("            optimizer.zero_grad()\n", "")], ["history_accuracy_is_a_fraction", "missing_zero_grad"]),
    ([FRACTION, (START, ""), ("            optimizer.zero_grad()\n", "")],
     ["history_accuracy_is_a_fraction", "missing_zero_grad", "teacher_in_train_mode"]),
    ([(START, ""), ("with torch.no_grad():", "if True:"), ("        student_model.train()\n", "        student_model.eval()\n")],
     ["gradient_reaches_teacher", "student_in_eval_mode", "teacher_in_train_mode"]),
    ([FRACTION, ("sums[name] += value.item() * len(labels)", "sums[name] += value.item()")],
     ["history_accuracy_is_a_fraction", "unrecognised"]),
    ([("    return history\n", "    return None\n"), (STEP, "")], ["missing_optimizer_step", "unrecognised"]),
    ([(START, ""), (STEP, STEP + STEP)], ["teacher_in_train_mode", "unrecognised"])]


@pytest.mark.parametrize(("edits", "names"), SEVERAL, ids=range(len(SEVERAL)))
def test_a_mistake_does_not_hide_another(edits, names):
    """Is each of several mistakes named, and what has no name told as such beside them?"""
    assert changed(*edits).misconceptions == names


WEIRD = [torch.zeros(0), torch.zeros(3, 3), torch.zeros(2, 2, 2), torch.full((4, 3), torch.nan), torch.ones(1, dtype=torch.cfloat),
         torch.zeros(4, 6, dtype=torch.long), torch.full((4, 6), 2**40), torch.zeros(1, 30_000), torch.tensor(True), None, "text",
         3, []]


def places(value, path=()):
    """The paths to all that lies inside a nest."""
    if isinstance(value, (dict, list, tuple)):
        for key in (value if isinstance(value, dict) else range(min(2, len(value)))):
            yield (*path, key)
            yield from places(value[key], (*path, key))


def with_lists(value):
    return {k: with_lists(v) for k, v in value.items()} if isinstance(value, dict) else \
        [with_lists(v) for v in value] if isinstance(value, (list, tuple)) else value


INPUTS = inputs_of("training_loop", 3)
GOOD = with_lists(answer_of_the_loop(INPUTS, ()))


@pytest.mark.slow
@pytest.mark.parametrize("path", list(places(GOOD)), ids=lambda path: ".".join(map(str, path)))
def test_anything_in_any_place_of_an_answer_is_judged(path):
    """Whatever is put where a note belongs: a verdict, every part with its sentence, and never more than full marks' parts?"""
    for value in WEIRD:
        answer = copy.deepcopy(GOOD)
        place = answer
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        verdict = judge("training_loop", INPUTS, pack(answer))
        assert [part.name for part in verdict.parts] == ["teacher", "student_mode", "weights", "history_losses", "history_accuracy"]
        assert all(part.message for part in verdict.parts)


def test_steps_without_answers_earn_nothing_for_the_weights():
    """A loop that asks nobody and steps all the same: a sentence, and no exception?"""
    verdict = grade("training_loop", "def train_with_distillation(s, t, loader, criterion, optimizer, device, num_epochs):\n"
                                     "    for _ in range(6):\n        optimizer.step()\n    return {}\n")
    assert verdict.points == 0 and verdict.misconceptions == ["unrecognised"]
