"""The judge alone: does the catalogue tell its own mistakes apart, and can anything that comes back upset it?"""
import itertools
import math
import subprocess
import sys

import pytest
import torch

from autograder import judge_here
from autograder.judging import tolerance
from autograder.judging.judge import judge, probe_source
from autograder.judging.probe_tools import pack, unpack
from autograder.judging.questions import QUESTIONS, compression, distillation_loss
from autograder.judging.verdict import Part, Verdict, close, name_of
from in_process import CORPUS, drawn, grade
from references import ANSWERS

TOGETHER = {frozenset({"teacher_not_softened", "student_not_softened"}): "temperature_ignored"}  # two that are one
MISTAKES = [(question, mistake) for question in ANSWERS for mistake in QUESTIONS[question].MISTAKES]


def verdict_on(question, *mistakes, seed=5):
    inputs = drawn(question, seed)
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


@pytest.mark.slow
@pytest.mark.parametrize("question", ANSWERS)
def test_two_mistakes_at_once_get_no_wrong_name(question):
    """Of every two mistakes made together, is each name that is given one of the two, or the one that both together are?"""
    both = 0
    for a, b in itertools.combinations(QUESTIONS[question].MISTAKES, 2):
        verdict = verdict_on(question, a, b)
        names = set(verdict.misconceptions)
        made = {name_of(a), name_of(b)}
        assert names == {"unrecognised"} or names <= made | {TOGETHER.get(frozenset(made))}, (made, names)
        both += len(names) == 2
    assert both or len(QUESTIONS[question].MISTAKES) < 2


@pytest.mark.parametrize("name", ["jensen_shannon", "mse_of_logits", "temperature_written_as_3", "distillation_part_detached",
                                  "t_squared_on_both_losses", "log_of_softmax", "labels_for_the_teacher"])
def test_what_has_no_name_is_given_up_at_once(name, monkeypatch):
    """An unrecognised loss is compared with each mistake and each two: does the first case that differs end a comparison?"""
    Loss, runs = distillation_loss.Loss, []

    class Counted(Loss):
        def __call__(self, *logits):
            runs.append(1)
            return super().__call__(*logits)

    monkeypatch.setattr(distillation_loss, "Loss", Counted)
    verdict = grade("distillation_loss", (CORPUS / "distillation_loss" / "wrong" / f"{name}.py").read_text())
    assert verdict.misconceptions == ["unrecognised"]
    mistakes = distillation_loss.MISTAKES
    assert len(runs) <= len(mistakes) + math.comb(len(mistakes), 2) + 40


def test_the_losses_inputs_are_others_each_time_and_of_the_same_kind():
    """Under two seeds: other logits, so that no number on a page helps, but the same settings, shapes and sizes of logits?"""
    one, two = (drawn("distillation_loss", seed)["cases"] for seed in (1, 2))
    for a, b in zip(one, two, strict=True):
        assert a["settings"] == b["settings"] and a["student_logits"].shape == b["student_logits"].shape
        wanted = [distillation_loss.expect(case)["losses"][0] for case in (a, b)]
        assert not close(*wanted, 5 * tolerance.LOSS) and close(*wanted, 0.2)
        spread = [case["teacher_logits"].flatten().sort().values for case in (a, b)]
        assert (spread[0] - spread[1]).abs().max() < 0.5


def test_what_is_packed_is_unpacked():
    """Do tensors, texts, numbers and nests survive the wall, and is nothing else let in?"""
    value = {"a": [1, 2.5, "x", None, True, {"b": torch.arange(6.0).view(2, 3)}], "c": torch.tensor([], dtype=torch.int64)}
    back = unpack(pack(value))
    assert torch.equal(back["a"][5]["b"], value["a"][5]["b"]) and back["a"][:5] == value["a"][:5] and back["c"].shape == (0,)
    with pytest.raises(ValueError, match="agreed form"):
        unpack(b"\x80\x04\x95 a pickle is no answer")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_probe_carries_no_answer(question):
    """Does the text that is sent hold no reference, no mistake, no part and no points?"""
    secrets = {*map(name_of, QUESTIONS[question].MISTAKES), "kl_div", "POINTS", "expect", "tolerance", "autograder"}
    assert not [secret for secret in secrets if secret in probe_source(question)]


def test_a_probe_needs_no_grader(tmp_path):
    """Does what is sent for each question run where the grader is not?"""
    (tmp_path / "probes.py").write_text(f"import sys\nfor source in {[*map(probe_source, QUESTIONS)]!r}:\n    names = {{}}\n"
                                        "    exec(source, names)\n    print(callable(names['probe']), 'autograder' in sys.modules)\n")
    done = subprocess.run([sys.executable, "-I", "probes.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "True False\n" * len(QUESTIONS), done.stderr


def test_the_notebooks_names_outlive_a_probe():
    """Are the models, the history and the figures of the notebook the same objects after its cells were run on others?"""
    namespace = {"history": {"accuracy": [1.0]}, "student_model": "mine", "before": 1}
    source = (CORPUS / "compression/right/one_line.py").read_text()
    inputs = drawn("compression", 0)
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
