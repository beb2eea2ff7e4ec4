"""The visible checks: do they pass what is right, and say one helpful thing about what is wrong?"""
import linecache
import re
from types import SimpleNamespace

import matplotlib
import pytest
import torch
from torch import nn

import kdlab
from kdlab import checks, checks_evaluation
from kdlab.ticks import CheckFailed
from lab import graded_cells, notebook

matplotlib.use("agg")
SOLUTION = {name: cell.source for name, cell in graded_cells(notebook()).items()}


def run(question, tiny, capsys, old="", new=""):
    """What the check of a question prints about the solution with `old` replaced by `new`."""
    from matplotlib import pyplot as plt

    source = SOLUTION[question]
    assert old in source
    source = source.replace(old, new)
    history = {"total_loss": [2.0, 1.0], "distillation_loss": [1.5, 0.8], "hard_loss": [3.0, 2.0], "accuracy": [50.0, 60.0]}
    space = {"torch": torch, "nn": nn, "F": nn.functional, "plt": plt, "kdlab": kdlab, "history": history,
             "student_model": tiny.student, "teacher_model": tiny.teacher}
    linecache.cache["<cell>"] = len(source), None, source.splitlines(keepends=True), "<cell>"  # where inspect looks for it
    exec(compile(source, "<cell>", "exec"), space)
    arguments = {"distillation_loss": ["DistillationLoss"], "training_loop": ["train_with_distillation"],
                 "loss_curves": ["history", "total_loss", "distillation_loss", "hard_loss"], "evaluation": ["evaluate_model"],
                 "compression": ["param_reduction", "student_model", "teacher_model"]}[question]
    extra = [tiny.tokenizer, torch.device("cpu")] if question == "evaluation" else []
    failed = False
    try:
        getattr(checks, f"check_{question}")(*(space[name] for name in arguments), *extra)
    except CheckFailed:
        failed = True
    said = capsys.readouterr().out
    assert failed == ("✗" in said)
    return said


@pytest.mark.parametrize("question", ["distillation_loss", "training_loop", "loss_curves", "evaluation", "compression"])
def test_the_solution_has_every_property(question, tiny, capsys):
    """Does the solution get ticks and no cross?"""
    said = run(question, tiny, capsys)
    assert "✓" in said and "✗" not in said


WRONG = {
    "distillation_loss": {
        "student without log": ("F.log_softmax(student_logits", "F.softmax(student_logits", "which does `F.kl_div` want"),
        "teacher in logarithms": ("F.softmax(teacher_logits", "F.log_softmax(teacher_logits", "what did it get as `target`"),
        "KL the wrong way round": ("F.kl_div(student_soft, teacher_soft", "F.kl_div(teacher_soft.log(), student_soft.exp()",
                                   "`target`"),
        "arguments as they stand": ("F.kl_div(student_soft, teacher_soft", "F.kl_div(teacher_soft, student_soft", "`target`"),
        "no T²": (" * self.temperature**2", "", "Softening makes it smaller"),
        "T for T²": ("self.temperature**2", "self.temperature", "Softening makes it smaller"),
        "a power by ^": ("self.temperature**2", "self.temperature ^ 2", "`\\^` is no power"),
        "labels first": ("self.ce_loss(student_logits, labels)", "self.ce_loss(labels, student_logits)", "comes first"),
        "T² without softening": ("_logits / self.temperature", "_logits", "does the temperature divide the logits of both models"),
        "3 written in": ("self.temperature, dim", "3.0, dim", "of both models, before the softmax|does the temperature divide"),
        "teacher alone softened": ("F.log_softmax(student_logits / self.temperature", "F.log_softmax(student_logits",
                                   "the same temperature divide the logits of both models"),
        "student alone softened": ("F.softmax(teacher_logits / self.temperature", "F.softmax(teacher_logits",
                                   "the same temperature divide the logits of both models"),
        "mean": ("batchmean", "mean", "`reduction`"),
        "sum": ("batchmean", "sum", "`reduction`"),
        "wrong dimension": ("dim=1", "dim=0", "`dim`"),
        "alpha swapped": ("self.alpha * distillation_loss + (1 - self.alpha) * hard_loss",
                          "self.alpha * hard_loss + (1 - self.alpha) * distillation_loss", "alpha = 1"),
        "softened labels' part": ("self.ce_loss(student_logits,", "self.ce_loss(student_logits / self.temperature,", "is softened"),
        "labels' part on probabilities": ("self.ce_loss(student_logits,", "self.ce_loss(student_logits.softmax(1),",
                                          "want logits or probabilities"),
        "one value": ("return combined_loss, distillation_loss, hard_loss", "return combined_loss", "should return .combined_loss"),
        "raises": ("return combined_loss", "return combined_los", "in line .* of your cell with NameError"),
    },
    "training_loop": {
        "teacher in train mode": ("teacher_model.eval()", "teacher_model.train()", "training mode"),
        "student twice": ("teacher_outputs = teacher_model(", "teacher_outputs = student_model(", "teacher was never asked"),
        "teacher twice": ("student_outputs = student_model(", "student_outputs = teacher_model(", "student was never asked"),
        "arguments swapped": ("criterion(student_logits, teacher_logits", "criterion(teacher_logits, student_logits", "order"),
        "labels in the teacher's place": ("student_logits, teacher_logits, labels)", "student_logits, labels, teacher_logits)",
                                          r"teacher_logits the shape \(B, C\) and got \(4,\). What is it, and in which order"),
        "outputs for logits": ("criterion(student_logits", "criterion(student_outputs", "Where in it are the logits"),
        "student in eval mode": ("student_model.train()", "student_model.eval()", "eval mode while it was learning"),
        "gradient to the teacher": ("with torch.no_grad():", "with torch.enable_grad():", "Gradients reached"),
        "no step": ("optimizer.step()", "pass", "there were 0"),
        "fraction": ("100 * correct / total)", "correct / total)", "per cent"),
        "raises": ("loss.backward()", "los.backward()", "in line .* of your cell with NameError"),
        "raises in Python's own files": ("loss.backward()", "kdlab.sys.modules['json'].loads('{')",
                                         r"in line \d\d of your cell with JSONDecodeError"),
    },
    "loss_curves": {"two exchanged": ('history["distillation_loss"], history["hard_loss"]',
                                      'history["hard_loss"], history["distillation_loss"]', "but its `hard_loss`")},
    "evaluation": {
        "train mode": ("model.eval()", "model.train()", "depends on chance"),
        "with gradients": ("no_gradients = torch.no_grad()", "no_gradients = torch.enable_grad()", "costs memory"),
        "one answer for all": ("argmax(dim=1)", "argmax()", "each pair needs an answer of its own"),
        "smaller logit": ("argmax(dim=1)", "argmin(dim=1)", "or wrong ones"),
        "fraction": ("return 100 * correct", "return correct", "per cent"),
    },
    "compression": {
        "inverted": ("student_model.parameters())\n", "teacher_model.parameters())\n", "the student has"),
        "fraction": ("100 * (1", "(1", "per cent"),
    },
}


@pytest.mark.parametrize("question, mistake", [(q, m) for q, mistakes in WRONG.items() for m in mistakes])
def test_a_mistake_gets_a_sentence_that_helps(question, mistake, tiny, capsys):
    """Is each mistake crossed out once, with a sentence about it?"""
    old, new, help = WRONG[question][mistake]
    crosses = [line for line in run(question, tiny, capsys, old, new).splitlines() if line.startswith("✗")]
    assert len(crosses) == 1 and re.search(help, crosses[0]), crosses


@pytest.mark.parametrize("question, call", [("training_loop", "teacher_model.eval"), ("training_loop", "optimizer.step"),
                                            ("training_loop", "optimizer.zero_grad"), ("evaluation", "model.eval"),
                                            ("evaluation", "torch.no_grad")])
def test_brackets_that_are_missing_are_named(question, call, tiny, capsys):
    """Where a check fails, does it name the line whose call has no brackets?"""
    said = run(question, tiny, capsys, f"{call}()\n", f"{call}\n")
    assert re.search(rf"^  In line \d+ `{call}` has no brackets, so it is not called", said, flags=re.MULTILINE), said


@pytest.mark.parametrize("question, old, new, shapes", [
    ("evaluation", "logits.argmax(dim=1)", "logits.argmax(dim=0)", "predicted (2,), labels (16,)"),
    ("evaluation", "logits.argmax(dim=1)", "logits.max(dim=1)", "predicted, no tensor but a max, labels (16,)"),
    ("evaluation", "logits.argmax(dim=1)", "F.softmax(logits, dim=1)", "predicted (16, 2), labels (16,)"),
    ("training_loop", "teacher_logits, labels)", "teacher_logits.argmax(dim=1), labels)",
     "student_logits (4, 2), teacher_logits (4, 2), labels (4,)")])
def test_where_shapes_do_not_fit_they_are_told(question, old, new, shapes, tiny, capsys):
    """Does the student read which tensors of the line have which shape, and not PyTorch's sentence alone?"""
    assert f"  The shapes in that line: {shapes}.\n" in run(question, tiny, capsys, old, new)


def test_what_a_student_wrote_right_is_not_blamed(tiny, capsys):
    """Is a call without brackets left alone where every property holds?"""
    assert "brackets" not in run("evaluation", tiny, capsys, "    model.eval()\n", "    model.eval()\n    model.train\n")


def test_two_mistakes_get_two_crosses_and_what_builds_on_them_none(tiny, capsys):
    """Are independent mistakes told together, and is nothing said of what depends on them?"""
    source = SOLUTION["distillation_loss"].replace("self.ce_loss(student_logits,", "self.ce_loss(student_logits.softmax(1),")
    space = {"torch": torch, "nn": nn, "F": nn.functional}
    exec(source.replace("batchmean", "sum"), space)
    with pytest.raises(CheckFailed, match="2 properties do not hold yet; what builds on them was not looked at"):
        checks.check_distillation_loss(space["DistillationLoss"])
    said = capsys.readouterr().out
    assert said.count("✗") == 2 and "alpha = 1" not in said


@pytest.mark.parametrize(("seconds", "answer", "holds"), [
    ([0.020, *[0.0041] * 6], 6.4, True), ([0.020, *[0.0041] * 6], 4.1, True), ([0.020, *[0.0041] * 6], 45.0, False),
    ([0.0041] * 7, 0.0041, False), ([0.0041] * 7, 28.8, False), ([0.0041], 4.2, True)])
def test_a_slow_first_batch_hides_no_total(seconds, answer, holds):
    """Mean, median and a single batch's time pass; the time of all batches and seconds do not, however slow the first batch was?"""
    told, = checks_evaluation.the_time(answer, [SimpleNamespace(seconds=taken) for taken in seconds])
    assert told[0] is holds
