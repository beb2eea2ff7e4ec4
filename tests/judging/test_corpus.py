"""The corpus: do correct answers, however written, get full marks, and is every mistake told by its own name?"""
import pytest

from autograder.judging.judge import paragraph
from autograder.judging.questions import QUESTIONS
from autograder.judging.verdict import name_of
from in_process import CORPUS, corpus, grade, named_in

CONTRACT = {name_of(mistake) for question in QUESTIONS.values() for mistake in question.MISTAKES} | {"blank_left_open"}
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


@pytest.mark.parametrize(("question", "file"), corpus("right"), **ids)
def test_a_right_answer_gets_full_marks(question, file):
    """Does this way of writing it get every point, and no mistake's name?"""
    verdict = grade(question, file.read_text())
    assert (verdict.points, verdict.misconceptions) == (verdict.max_points, []), verdict.parts


@pytest.mark.parametrize(("question", "file"), corpus("wrong"), **ids)
def test_a_wrong_answer_is_named(question, file):
    """Does it lose marks, and is it called what it is, and nothing else?"""
    verdict = grade(question, file.read_text())
    assert verdict.points < verdict.max_points
    assert sorted(verdict.misconceptions) == named_in(file), verdict.parts


@pytest.mark.parametrize(("question", "file"), corpus("right")[::3] + corpus("wrong")[::3], **ids)
def test_the_same_run_gives_the_same_verdict_and_another_run_the_same_grade(question, file):
    """Bit for bit the same twice; and with other numbers the same points and names?"""
    first, again, other = (grade(question, file.read_text(), seed) for seed in (0, 0, 99))
    if question != "evaluation":  # its messages show a clock
        assert first == again
    assert [part.passed for part in first.parts] == [part.passed for part in again.parts]
    assert (first.points, first.misconceptions) == (again.points, again.misconceptions) == (other.points, other.misconceptions)


@pytest.mark.parametrize(("submission", "failing"), [
    ("distillation_loss/blank_combined_loss", "combined_loss gradient extreme_logits"),
    ("distillation_loss/alpha_on_the_labels", "combined_loss gradient extreme_logits"),
    ("distillation_loss/double_softmax", "hard_loss gradient extreme_logits"),
    ("distillation_loss/default_reduction", "distillation_loss gradient extreme_logits"),
    ("distillation_loss/distillation_part_detached", "gradient"),
    ("distillation_loss/teacher_logits_require_grad", "gradient"),
    ("training_loop/no_no_grad", "teacher"),
    ("training_loop/teacher_learns_too", "teacher weights"),
    ("training_loop/teacher_frozen_but_training", "teacher weights"),
    ("training_loop/student_eval", "student_mode weights"),
    ("training_loop/teacher_first", "weights"),
    ("training_loop/step_once_an_epoch", "weights"),
    ("training_loop/losses_summed", "history_losses"),
    ("training_loop/mean_of_batch_accuracies", "history_accuracy"),
    ("loss_curves/soft_and_hard_exchanged", "values"),
    ("loss_curves/losses_only", "figure"),
    ("loss_curves/all_in_one_panel", "figure"),
    ("evaluation/ragged_batch_forgotten", "accuracy"),
    ("evaluation/train_mode", "accuracy mode"),
    ("evaluation/gradients_kept", "mode"),
    ("evaluation/seconds", "milliseconds"),
    ("compression/fraction", "plain_models frozen_models"),
    ("compression/trainable_only", "frozen_models")])
def test_a_mistake_costs_what_it_touches(submission, failing):
    """Which parts fail, and does everything else keep its points?"""
    question, name = submission.split("/")
    verdict = grade(question, (CORPUS / question / "wrong" / f"{name}.py").read_text())
    assert [part.name for part in verdict.parts if not part.passed] == failing.split()


def test_the_corpus_is_large_and_holds_every_misconception():
    """At least 40 right and 60 wrong answers, and each name of the catalogue on its own?"""
    right, wrong = corpus("right"), corpus("wrong")
    assert len(right) >= 40 and len(wrong) >= 60
    assert {names[0] for names in (named_in(file) for _, file in wrong) if len(names) == 1} >= CONTRACT


def test_every_misconception_has_a_kind_paragraph():
    """A title, why it matters, and where to look?"""
    for name in CONTRACT | {"unrecognised"}:
        title, text = paragraph(name)
        assert title.endswith(".") and "Where to look:" in text, name
