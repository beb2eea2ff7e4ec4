"""The corpus: do correct answers, however written, get full marks, and is every mistake told by its own name?"""
import pytest

from autograder.judging.judge import paragraph
from autograder.judging.questions import QUESTIONS
from autograder.judging.verdict import name_of
from in_process import CORPUS, corpus, grade, graded, named_in, outcome

CONTRACT = {name_of(mistake) for question in QUESTIONS.values() for mistake in question.MISTAKES} | {"blank_left_open"}
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


@pytest.mark.parametrize(("question", "file"), corpus("right"), **ids)
def test_a_right_answer_gets_full_marks(question, file):
    """Does this way of writing it get every point, and no mistake's name?"""
    verdict = graded(question, file.read_text())
    assert (verdict.points, verdict.misconceptions) == (verdict.max_points, []), verdict.parts


@pytest.mark.parametrize(("question", "file"), corpus("wrong"), **ids)
def test_a_wrong_answer_is_named(question, file):
    """Does it lose marks, and is it called what it is, and nothing else?"""
    verdict = graded(question, file.read_text())
    assert verdict.points < verdict.max_points
    assert sorted(verdict.misconceptions) == named_in(file), verdict.parts


@pytest.mark.slow
@pytest.mark.parametrize(("question", "file"), corpus("right")[::4] + corpus("wrong")[::4], **ids)
def test_the_same_run_gives_the_same_verdict(question, file):
    """Bit for bit the same twice?"""
    first, again = (ask(question, file.read_text()) for ask in (graded, grade))
    if question != "evaluation":  # its messages show a clock
        assert first == again
    assert outcome(first) == outcome(again)


@pytest.mark.parametrize(("submission", "failing"), [
    ("distillation_loss/blank_combined_loss", "combined_loss gradient extreme_logits"),
    ("distillation_loss/alpha_on_the_labels", "combined_loss gradient extreme_logits"),
    ("distillation_loss/double_softmax", "hard_loss gradient extreme_logits"),
    ("distillation_loss/default_reduction", "distillation_loss gradient extreme_logits"),
    ("distillation_loss/distillation_part_detached", "gradient"),
    ("distillation_loss/teacher_logits_require_grad", "gradient"),
    ("distillation_loss/t_squared_in_the_weight", "distillation_loss"),
    ("distillation_loss/t_squared_not_in_the_sum", "combined_loss gradient extreme_logits"),
    ("distillation_loss/parts_returned_weighted", "hard_loss distillation_loss"),
    ("distillation_loss/other_order_returned", "hard_loss distillation_loss"),
    ("distillation_loss/soft_cross_entropy", "distillation_loss extreme_logits"),
    ("distillation_loss/labels_plus_lambda_times_teacher", "combined_loss gradient extreme_logits"),
    ("distillation_loss/teacher_at_temperature_one", "distillation_loss gradient extreme_logits"),
    *((f"distillation_loss/{name}", "extreme_logits") for name in (
        "epsilon_in_the_ratio", "epsilon_in_the_logarithm", "log_of_softmax", "categorical_of_probabilities", "softmax_written_out",
        "clamped_probabilities", "clamped_logits", "nan_to_num_at_the_end", "stops_at_large_losses")),
    ("distillation_loss/large_epsilon", "distillation_loss gradient extreme_logits"),
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
    ("compression/trainable_only", "frozen_models"),
    *((f"compression/{name}", "plain_models") for name in (
        "rounded_to_one_digit", "rounded_by_numpy", "whole_per_cent", "float_of_a_format", "ratio_rounded_first",
        "millions_rounded")),
    ("compression/rounded_fraction", "plain_models frozen_models"),
    ("compression/embeddings_left_out_by_name", "plain_models frozen_models")])
def test_a_mistake_costs_what_it_touches(submission, failing):
    """Which parts fail, and does everything else keep its points?"""
    question, name = submission.split("/")
    verdict = graded(question, (CORPUS / question / "wrong" / f"{name}.py").read_text())
    assert [part.name for part in verdict.parts if not part.passed] == failing.split()


def test_the_corpus_is_large_and_holds_every_misconception():
    """At least 120 right and 320 wrong answers, no two alike, and each name of the catalogue on its own?"""
    right, wrong = corpus("right"), corpus("wrong")
    assert len(right) >= 120 and len(wrong) >= 320
    assert len({file.read_text() for _, file in right + wrong}) == len(right + wrong)
    assert {names[0] for names in (named_in(file) for _, file in wrong) if len(names) == 1} >= CONTRACT


def test_every_misconception_has_a_kind_paragraph():
    """A title, why it matters, and where to look?"""
    for name in CONTRACT | {"unrecognised"}:
        title, text = paragraph(name)
        assert title.endswith(".") and "Where to look:" in text, name
