"""The visible checks: do they pass what is right, and say one helpful thing about what is wrong?"""
import matplotlib
import pytest
import torch
from torch import nn

import kdlab
from kdlab import checks
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
    if question == "training_loop":
        source = source[:source.rindex("\n\n\n")]
    history = {"total_loss": [2.0, 1.0], "distillation_loss": [1.5, 0.8], "hard_loss": [3.0, 2.0], "accuracy": [50.0, 60.0]}
    space = {"torch": torch, "nn": nn, "F": nn.functional, "plt": plt, "kdlab": kdlab, "history": history,
             "student_model": tiny.student, "teacher_model": tiny.teacher}
    exec(source, space)
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
    assert said.count("✓") >= 2 and "✗" not in said


WRONG = {
    "distillation_loss": {
        "student without log": ("F.log_softmax(student_logits", "F.softmax(student_logits", "agrees with the teacher"),
        "arguments swapped": ("F.kl_div(student_soft, teacher_soft", "F.kl_div(teacher_soft.log(), student_soft.exp()", "`target`"),
        "no T²": (" * self.temperature**2", "", "T²"),
        "T for T²": ("self.temperature**2", "self.temperature", "T²"),
        "mean": ("batchmean", "mean", "`reduction`"),
        "sum": ("batchmean", "sum", "`reduction`"),
        "wrong dimension": ("dim=1", "dim=0", "dimension"),
        "alpha swapped": ("self.alpha * distillation_loss + (1 - self.alpha) * hard_loss",
                          "self.alpha * hard_loss + (1 - self.alpha) * distillation_loss", "alpha = 1"),
        "softened labels' part": ("self.ce_loss(student_logits,", "self.ce_loss(student_logits / self.temperature,", "hard loss"),
        "labels' part on probabilities": ("self.ce_loss(student_logits,", "self.ce_loss(student_logits.softmax(1),", "wants logits"),
        "one value": ("return combined_loss, distillation_loss, hard_loss", "return combined_loss", "returns (combined_loss"),
        "raises": ("return combined_loss", "return combined_los", "with NameError"),
    },
    "training_loop": {
        "teacher in train mode": ("teacher_model.eval()", "teacher_model.train()", "training mode"),
        "student twice": ("teacher_outputs = teacher_model(", "teacher_outputs = student_model(", "teacher model was never called"),
        "teacher twice": ("student_outputs = student_model(", "student_outputs = teacher_model(", "student model was never called"),
        "arguments swapped": ("criterion(student_logits, teacher_logits", "criterion(teacher_logits, student_logits", "order"),
        "student in eval mode": ("student_model.train()", "student_model.eval()", "eval mode while it should be learning"),
        "gradient to the teacher": ("with torch.no_grad():", "with torch.enable_grad():", "got gradients"),
        "no step": ("optimizer.step()", "pass", "same after training"),
        "fraction": ("100 * correct / total)", "correct / total)", "per cent"),
    },
    "loss_curves": {"two exchanged": ('history["distillation_loss"], history["hard_loss"]',
                                      'history["hard_loss"], history["distillation_loss"]', "`hard_loss` does not hold")},
    "evaluation": {
        "train mode": ("model.eval()", "model.train()", "depends on chance"),
        "with gradients": ("no_gradients = torch.no_grad()", "no_gradients = torch.enable_grad()", "costs memory"),
        "smaller logit": ("argmax(dim=1)", "argmin(dim=1)", "always answers 1"),
        "fraction": ("return 100 * correct", "return correct", "66.67"),
    },
    "compression": {
        "inverted": ("student_model.parameters())\n", "teacher_model.parameters())\n", "has"),
        "fraction": ("100 * (1", "(1", "per cent"),
    },
}


@pytest.mark.parametrize("question, mistake", [(q, m) for q, mistakes in WRONG.items() for m in mistakes])
def test_a_mistake_gets_a_sentence_that_helps(question, mistake, tiny, capsys):
    """Is each mistake crossed out with a sentence about it?"""
    old, new, help = WRONG[question][mistake]
    crosses = [line for line in run(question, tiny, capsys, old, new).splitlines() if line.startswith("✗")]
    assert any(help in cross for cross in crosses), crosses
