"""Answers that no probe of ours would send, and values that no loss has: is there a sentence, and never an exception?"""
import ast
import functools
import gc
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.judging.judge import judge, probe_source
from autograder.judging.probe_tools import pack
from autograder.judging.questions import QUESTIONS
from autograder.judging.verdict import Odd, apart, close, numbers
from autograder.submission.set_up import imports_of_the_lab, names_of_the_set_up
from in_process import CORPUS, drawn, grade
from kdlab.blanks import without_brackets
from references import ANSWERS


@settings(max_examples=60)
@given(data=st.data(), question=st.sampled_from(list(QUESTIONS)))
def test_no_answer_upsets_the_judge(data, question):
    """Bytes that no probe would send, or a real answer with some bytes changed: a verdict without points, and no exception?"""
    inputs = drawn(question, 1)
    if data.draw(st.booleans()) and question in ANSWERS:
        answer = bytearray(pack(ANSWERS[question](inputs, (QUESTIONS[question].MISTAKES[0],))))
        for place in data.draw(st.lists(st.integers(0, len(answer) - 1), min_size=1, max_size=20)):
            answer[place] = data.draw(st.integers(0, 255))
        answer = bytes(answer)
    else:
        answer = data.draw(st.binary(max_size=200))
    verdict = judge(question, inputs, answer)
    assert all(part.message for part in verdict.parts)


@pytest.mark.parametrize("value", [None, 3, "text", [], {}, {"cases": []}, {"cases": [None] * 8}, {"error": {}},
                                   {"runs": [{"value": {}}] * 2},
                                   {"cases": [{"value": {"losses": [], "gradient": 0}}] * 8}, {"made": 3, "panels": 0, "error": None},
                                   {"cases": [{"value": {"kind": "tensor", "value": torch.zeros(1, dtype=torch.cfloat)}}] * 4}],
                         ids=repr)
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_of_another_shape_earns_nothing(question, value):
    """Well-formed data that is no answer: no points, a sentence, no exception?"""
    verdict = judge(question, drawn(question, 1), pack(value))
    assert verdict.points == 0 and all(part.message for part in verdict.parts)


LOSS = "class DistillationLoss(nn.Module):\n    def __init__(self, temperature=3.0, alpha=0.7):\n        super().__init__()\n" \
       "    def forward(self, student_logits, teacher_logits, labels):\n        {}\n"


ODD = [("distillation_loss", LOSS.format("return (student_logits.sum() * float('nan'),) * 3"), "nan came back"),
       ("distillation_loss", LOSS.format("return (student_logits,) * 3"), "is a tensor of shape (7, 2)"),
       ("distillation_loss", LOSS.format("return (torch.zeros(10**6),) * 3"), "tensor of 1000000 numbers"),
       ("distillation_loss", LOSS.format("return 'a', 'b', 'c'"), "is a str"),
       ("distillation_loss", LOSS.format("return student_logits.sum()"), "returned a Tensor; three losses"),
       ("distillation_loss", LOSS.format("return None"), "returned None; three losses"),
       ("distillation_loss", LOSS.format("return [student_logits.sum()] * 2"), "returned 2 values; three losses"),
       ("distillation_loss", LOSS.format("return (torch.zeros((), requires_grad=True),) * 3"), "does not reach the student's"),
       ("distillation_loss", LOSS.format("raise SystemExit(0)"), "SystemExit"),
       ("distillation_loss", LOSS.format("raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})"), "stopped with Odd"),
       ("distillation_loss", "x = 1", "does not exist after your cell"),
       ("distillation_loss", "DistillationLoss = 3", "stopped with TypeError"),
       ("training_loop", "def train_with_distillation(*args):\n    return [1]", "teacher was never asked"),
       ("training_loop", "def train_with_distillation(*args):\n    exit()", "stopped with SystemExit"),
       ("loss_curves", "total_loss, distillation_loss, hard_loss = 'a', 'b', 'c'", "total_loss is a str"),
       ("loss_curves", "total_loss = hard_loss = distillation_loss = [1] * 10**6", "list of 1000000 values"),
       ("evaluation", "def evaluate_model(*args):\n    return 50.0, 'fast'", "The time is a str"),
       ("compression", "param_reduction = float('nan')", "param_reduction is nan"),
       ("compression", "param_reduction = 10**400", "is an int"),
       ("compression", "1 / 0", "ZeroDivisionError")]


@pytest.mark.parametrize(("question", "source", "sentence"), ODD, ids=range(len(ODD)))
def test_an_odd_answer_is_a_sentence(question, source, sentence):
    """NaN, a wrong shape, a wrong type, an exception, something huge: does the student read what it was?"""
    verdict = grade(question, source)
    assert verdict.points < verdict.max_points
    assert any(sentence in part.message for part in verdict.parts), [part.message for part in verdict.parts]


NESTS = {"attributes": "x" + ".a" * 2000 + " = 1", "items": "x" + "[0]" * 2000 + " = 1", "signs": "x = " + "-" * 5000 + "1",
         "brackets": "x = " + "(" * 150 + "1" + ")" * 150, "sums": "x = 1" + " + 1" * 50_000}


STUBS = {"in one line": "class Callback:\n    def on_epoch_end(self, epoch): ...\n    def on_step(\n            self): ...",
         "of a class": "class Stopped(Exception): ...",
         "abstract": 'class A:\n    @staticmethod\n    def f():\n        """What."""\n        ...'}


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_no_blank(stub):
    """A body of three dots that people write by habit: is the mistake below it named, and not a blank?"""
    source = (CORPUS / "compression" / "wrong" / "fraction.py").read_text()
    assert grade("compression", f"{STUBS[stub]}\n\n{source}").misconceptions == ["fraction_not_per_cent"]
    assert grade("compression", f"{STUBS[stub]}\nparam_reduction = ...\n").misconceptions == ["blank_left_open"]


@pytest.mark.parametrize("body", ["    ...", '    """What."""\n    # TODO: the mode\n    ...', "    ...\n    return 1, 2"])
def test_three_dots_under_a_function_of_the_handout_are_a_blank(body):
    """Alone on a line, as the handout has them: also where nothing else is left of the function?"""
    source = f"def evaluate_model(model, tokenizer, dataset_split, device):\n{body}\n"
    assert grade("evaluation", source).misconceptions == ["blank_left_open"]


@pytest.mark.parametrize("nest", NESTS)
def test_a_deep_nest_is_no_blank(nest):
    """A cell that Python can hardly read, or not: is there a verdict, and no blank found in it?"""
    assert "unrecognised" in judge("compression", drawn("compression", 1), b"", NESTS[nest]).misconceptions


class Rubbish:
    """Goes only when garbage is collected, and then does what a task with an unread error does when a traceback is printed."""

    def __init__(self):
        self.me = self

    def __del__(self):
        ast.parse("x = (y + z) * 2")


@pytest.fixture
def rubbish():
    """Garbage of that kind, collected all the time while a test runs."""
    thresholds = gc.get_threshold()
    gc.set_threshold(20)
    yield lambda: [Rubbish() for _ in range(10)]
    gc.set_threshold(*thresholds)


def test_garbage_that_parses_disturbs_no_verdict(rubbish):
    """Is the blank found each time?"""
    for _ in range(100):
        rubbish()
        verdict = judge("compression", {"cases": []}, "No answer.", "x = f(1, 2)\n" * 20 + "y = ...")
        assert verdict.misconceptions == ["blank_left_open"]


@pytest.mark.parametrize("read", [*(functools.partial(probe_source, question) for question in QUESTIONS), names_of_the_set_up,
                                  imports_of_the_lab, lambda: without_brackets(Rubbish)])
def test_garbage_that_parses_disturbs_nothing_else_that_is_read(read, rubbish):
    """What a kernel is sent, what the notebook's set-up gives and imports, what a visible check looks at: read each time?"""
    for _ in range(20):
        rubbish()
        for cached in probe_source, names_of_the_set_up, imports_of_the_lab:
            cached.cache_clear()
        read()


@pytest.mark.parametrize("seen, expected, equal", [
    (1e-6, 0.0, True), (1e-4, 0.0, False), (1000.005, 1000.0, True), (1000.1, 1000.0, False), (-1.0, 1.0, False),
    (math.nan, math.nan, True), (0.0, math.nan, False), (math.inf, math.inf, True), (-math.inf, math.inf, False),
    (1.0, math.inf, False),
])
def test_what_counts_as_equal(seen, expected, equal):
    """Absolute near zero, relative far from it, and NaN and infinity equal to themselves alone?"""
    assert close(seen, expected, 1e-5) == equal


@pytest.mark.parametrize("seen, expected, texts", [
    (66.6, 66.64573954, ("66.6", "66.646")), (0.5, 0.25, ("0.5", "0.25")), (1.00000002, 1.0, ("1.00000002", "1")),
    (2.0, 2.0, ("2", "2")), (math.nan, 1.0, ("nan", "1")), (math.inf, 1e9, ("inf", "1e+09")),
])
def test_two_numbers_are_shown_apart(seen, expected, texts):
    """Five digits where they differ in them, as many as it takes where they do not?"""
    assert apart(seen, expected) == texts


def test_a_list_of_numbers_may_be_a_tensor():
    """Is a 1-D tensor taken as a list of numbers, and a complex one or a matrix refused with a sentence?"""
    assert numbers({"value": torch.tensor([1.0, 2.0])}, "total_loss") == [1.0, 2.0]
    for value in torch.ones(2, dtype=torch.complex64), torch.ones(2, 2):
        with pytest.raises(Odd, match="a list of numbers was expected"):
            numbers({"value": value, "kind": "tensor"}, "total_loss")


def test_an_answer_too_big_says_how_big():
    """Does the student read the size of what came back?"""
    verdict = judge("compression", drawn("compression", 0), bytes(9_000_000))
    assert verdict.points == 0 and "too big to look at (9 MB)" in verdict.parts[0].message
