"""The judge alone: does the catalogue tell its own mistakes apart, and can anything that comes back upset it?"""
import ast
import gc
import itertools
import math
import subprocess
import sys

import pytest
import torch
from autograder import judge_here
from autograder.judging.judge import inputs_of, judge, probe_source
from autograder.judging.probe_tools import describe, pack, unpack
from autograder.judging.questions import QUESTIONS, compression, distillation_loss, evaluation, training_loop
from autograder.judging.verdict import Odd, Part, Verdict, close, name_of, numbers
from hypothesis import given, settings
from hypothesis import strategies as st

from in_process import CORPUS, grade


def answer_of_the_loss(inputs, mistakes):
    def outcome(case):
        expected = distillation_loss.expect(case, mistakes)
        return {"value": {"losses": [describe(torch.tensor(loss)) for loss in expected["losses"]],
                          "gradient": {"value": expected["gradient"].float()},
                          "teacher_wants_gradient": expected["teacher_wants_gradient"]}}
    return {"cases": [outcome(case) for case in inputs["cases"]]}


def answer_of_the_loop(inputs, mistakes):
    loop, made = training_loop.Loop(mistakes), training_loop.expect(inputs, mistakes)
    teacher = training_loop.TinyClassifier(**inputs["teacher"])
    history = {name: [] for name in (*training_loop.LOSSES, "accuracy")}
    per_epoch = len(training_loop.batches(inputs))
    logits = [logits for _, gradient, logits in made["student_calls"] if gradient]
    for start in range(0, len(logits), per_epoch):
        calls = made["criterion_calls"][start:start + per_epoch]
        losses = [[float(loss) for loss in training_loop.StandInCriterion()(*call)] for call in calls]
        for column, name in enumerate(training_loop.LOSSES):
            history[name].append(sum(row[column] for row in losses) / per_epoch)
        hits = torch.cat([z.argmax(1) == call[2] for z, call in zip(logits[start:start + per_epoch], calls, strict=True)])
        history["accuracy"].append(100 * hits.double().mean().item())
    return {"history": {name: describe(values) for name, values in history.items()}, "returned": "dict", **made,
            "teacher": teacher.state() + loop.teacher_moves, "teacher_gradient": loop.teacher_gradient}


def answer_of_the_evaluation(inputs, mistakes):
    def outcome(run):
        accuracy, train = evaluation.expect(run, mistakes)
        words = [[run["vocab"].index(word) for text in texts for word in text.split()]
                 for texts in zip(run["text1"], run["text2"], strict=True)]
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(row) for row in words], batch_first=True)  # (N, T)
        model = evaluation.KnownModel(run["tokens"], run["seconds"]).train(train)
        with torch.no_grad():
            model(ids, (ids != 0).long())
        return {"value": {"result": [describe(accuracy), describe(1000 * run["seconds"])], "calls": model.calls}}
    return {"runs": [outcome(run) for run in inputs["runs"]]}


def answer_of_the_compression(inputs, mistakes):
    return {"cases": [{"value": describe(compression.expect(case, mistakes))} for case in inputs["cases"]]}


ANSWERS = {"distillation_loss": answer_of_the_loss, "training_loop": answer_of_the_loop, "evaluation": answer_of_the_evaluation,
           "compression": answer_of_the_compression}
MISTAKES = [(question, mistake) for question in ANSWERS for mistake in QUESTIONS[question].MISTAKES]


def verdict_on(question, *mistakes, seed=5):
    inputs = inputs_of(question, seed)
    return judge(question, inputs, pack(ANSWERS[question](inputs, mistakes)))


@pytest.mark.parametrize("question", ANSWERS)
def test_the_reference_passes(question):
    """Does the reference itself, handed in, get full marks?"""
    verdict = verdict_on(question)
    assert verdict.points == verdict.max_points, verdict.parts


@pytest.mark.parametrize(("question", "mistake"), MISTAKES, ids=lambda value: value if isinstance(value, str) else value.__name__)
@pytest.mark.parametrize("seed", [5, 6])
def test_each_misconception_handed_in_is_caught_under_its_own_name(question, mistake, seed):
    """Does the reference with one known mistake lose marks and get that mistake's name?"""
    verdict = verdict_on(question, mistake, seed=seed)
    assert verdict.points < verdict.max_points
    assert verdict.misconceptions == [name_of(mistake)]


@pytest.mark.parametrize("question", ANSWERS)
def test_two_mistakes_at_once_get_no_wrong_name(question):
    """Of every two mistakes made together, is each name that is given one of the two?"""
    both = 0
    for a, b in itertools.combinations(QUESTIONS[question].MISTAKES, 2):
        verdict = verdict_on(question, a, b)
        names = set(verdict.misconceptions)
        assert names == {"unrecognised"} or names <= {name_of(a), name_of(b)}, (name_of(a), name_of(b), names)
        both += len(names) == 2
    assert both or len(QUESTIONS[question].MISTAKES) < 2


@settings(max_examples=60, deadline=None)
@given(data=st.data(), question=st.sampled_from(list(QUESTIONS)))
def test_no_answer_upsets_the_judge(data, question):
    """Bytes that no probe would send, or a real answer with some bytes changed: a verdict without points, and no exception?"""
    inputs = inputs_of(question, 1)
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
    verdict = judge(question, inputs_of(question, 1), pack(value))
    assert verdict.points == 0 and all(part.message for part in verdict.parts)


LOSS = "class DistillationLoss(nn.Module):\n    def __init__(self, temperature=3.0, alpha=0.7):\n        super().__init__()\n" \
       "    def forward(self, student_logits, teacher_logits, labels):\n        {}\n"
ODD = [("distillation_loss", LOSS.format("return (student_logits.sum() * float('nan'),) * 3"), "nan came back"),
       ("distillation_loss", LOSS.format("return (student_logits,) * 3"), "is a tensor of shape (7, 2)"),
       ("distillation_loss", LOSS.format("return (torch.zeros(10**6),) * 3"), "tensor of 1000000 numbers"),
       ("distillation_loss", LOSS.format("return 'a', 'b', 'c'"), "is a str"),
       ("distillation_loss", LOSS.format("return student_logits.sum()"), "returned 1 value(s)"),
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


@pytest.mark.parametrize("nest", NESTS)
def test_a_deep_nest_is_no_blank(nest):
    """A cell that Python can hardly read, or not: is there a verdict, and no blank found in it?"""
    assert "unrecognised" in judge("compression", inputs_of("compression", 1), b"", NESTS[nest]).misconceptions


class Rubbish:
    """Goes only when garbage is collected, and then does what a task with an unread error does when a traceback is printed."""

    def __init__(self):
        self.me = self

    def __del__(self):
        ast.parse("x = (y + z) * 2")


def test_garbage_that_parses_disturbs_no_verdict():
    """Garbage collected all the time, with destructors that parse: is the blank found each time?"""
    thresholds = gc.get_threshold()
    gc.set_threshold(20)
    try:
        for _ in range(100):
            Rubbish()
            verdict = judge("compression", {"cases": []}, "No answer.", "x = f(1, 2)\n" * 20 + "y = ...")
            assert verdict.misconceptions == ["blank_left_open"]
    finally:
        gc.set_threshold(*thresholds)


def test_what_is_packed_is_unpacked():
    """Do tensors, texts, numbers and nests survive the wall, and is nothing else let in?"""
    value = {"a": [1, 2.5, "x", None, True, {"b": torch.arange(6.0).view(2, 3)}], "c": torch.tensor([], dtype=torch.int64)}
    back = unpack(pack(value))
    assert torch.equal(back["a"][5]["b"], value["a"][5]["b"]) and back["a"][:5] == value["a"][:5] and back["c"].shape == (0,)
    with pytest.raises(ValueError, match="agreed form"):
        unpack(b"\x80\x04\x95 a pickle is no answer")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_probe_carries_no_answer_and_needs_no_grader(question, tmp_path):
    """Does the text that is sent run where the grader is not, and hold no reference, no mistake, no part and no points?"""
    source = probe_source(question)
    secrets = {*map(name_of, QUESTIONS[question].MISTAKES), "kl_div", "POINTS", "expect", "tolerance", "autograder"}
    assert not [secret for secret in secrets if secret in source]
    (tmp_path / "probe.py").write_text(source + "\nimport sys\nassert 'autograder' not in sys.modules\nprint(callable(probe))")
    done = subprocess.run([sys.executable, "-I", "probe.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


def test_the_notebooks_names_outlive_a_probe():
    """Are the models, the history and the figures of the notebook the same objects after its cells were run on others?"""
    namespace = {"history": {"accuracy": [1.0]}, "student_model": "mine", "before": 1}
    source = (CORPUS / "compression/right/one_line.py").read_text()
    inputs = inputs_of("compression", 0)
    answer = compression.probe(namespace, inputs, source)
    assert len(answer["cases"]) == 4
    namespace.pop("__builtins__", None)
    assert namespace == {"history": {"accuracy": [1.0]}, "student_model": "mine", "before": 1}


def test_a_page_is_inert():
    """Is what a student's code said only ever text on the feedback page?"""
    from autograder.submission.feedback import page_of

    page = page_of(Verdict("compression", [Part("plain_models", 1, False, "<script>alert(1)</script>")], ["hard_coded"]))
    assert "<script" not in page and "&lt;script&gt;" in page and "does not depend on the models" in page


def test_the_instructors_notebook_judges_itself(capsys):
    """Does a hidden test, run where it stands, print the points of a right answer and raise with a sentence on a wrong one?"""
    from in_process import names_of_the_notebook

    namespace = dict(names_of_the_notebook())
    judge_here("distillation_loss", namespace)
    assert capsys.readouterr().out == "distillation_loss: 6 of 6 points\n"
    exec((CORPUS / "distillation_loss" / "wrong" / "no_t_squared.py").read_text(), namespace)
    with pytest.raises(AssertionError, match="was expected"):
        judge_here("distillation_loss", namespace)


@pytest.mark.parametrize("seen, expected, equal", [
    (1e-6, 0.0, True), (1e-4, 0.0, False), (1000.005, 1000.0, True), (1000.1, 1000.0, False), (-1.0, 1.0, False),
    (math.nan, math.nan, True), (0.0, math.nan, False), (math.inf, math.inf, True), (-math.inf, math.inf, False),
    (1.0, math.inf, False),
])
def test_what_counts_as_equal(seen, expected, equal):
    """Absolute near zero, relative far from it, and NaN and infinity equal to themselves alone?"""
    assert close(seen, expected, 1e-5) == equal


def test_a_list_of_numbers_may_be_a_tensor():
    """Is a 1-D tensor taken as a list of numbers, and a complex one or a matrix refused with a sentence?"""
    assert numbers({"value": torch.tensor([1.0, 2.0])}, "total_loss") == [1.0, 2.0]
    for value in torch.ones(2, dtype=torch.complex64), torch.ones(2, 2):
        with pytest.raises(Odd, match="a list of numbers was expected"):
            numbers({"value": value, "kind": "tensor"}, "total_loss")


def test_an_answer_too_big_says_how_big():
    """Does the student read the size of what came back?"""
    verdict = judge("compression", inputs_of("compression", 0), bytes(9_000_000))
    assert verdict.points == 0 and all("too big to look at (9 MB)" in part.message for part in verdict.parts)
