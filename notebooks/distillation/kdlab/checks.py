"""The check under each blank: properties that every right answer has, not the answer itself. Each answers at once."""
from __future__ import annotations

import torch

from .checks_evaluation import check_evaluation
from .checks_loop import check_training_loop
from .checks_loss import check_distillation_loss
from .ticks import Report, number

__all__ = ["check_compression", "check_distillation_loss", "check_evaluation", "check_loss_curves", "check_training_loop"]


def check_loss_curves(history, total_loss, distillation_loss, hard_loss):
    """Are the curves those of the history?"""
    with Report() as report:
        report.look(those_of(history, {"total_loss": total_loss, "distillation_loss": distillation_loss, "hard_loss": hard_loss}))


def those_of(history, curves):
    lists = {name: list(values) for name, values in history.items()}
    for name, curve in curves.items():
        values = list(curve) if hasattr(curve, "__iter__") else curve
        other = next((other for other in lists if other != name and values == lists[other]), None)
        yield values == lists[name], f"`{name}` is the history's.", \
            f"`{name}` does not hold what history has under this name{f', but its `{other}`' if other else ''}."


def check_compression(param_reduction, student_model, teacher_model):
    """Does the number say what the student does without?"""
    with Report() as report:
        if param_reduction is ...:
            return report.cross("Still open: `param_reduction = ...`. It holds how many per cent of the teacher's parameters the "
                                "student does without; the hint stands above the blank.")
        teacher, student = (sum(map(torch.numel, model.parameters())) for model in (teacher_model, student_model))
        report.look(what_is_left(param_reduction, student, teacher))


def what_is_left(param_reduction, student, teacher):
    per_cent = number(param_reduction)
    yield per_cent is not None, "", f"It should be a number; it is {param_reduction!r:.40}."
    left = teacher * (1 - per_cent / 100)

    def gives(parameters):
        return abs(left - parameters) < 0.006 * teacher

    question = ("Is it rounded, or typed in?" if gives(student) and abs(per_cent - round(per_cent, 4)) < 1e-9 else
                "Is it in per cent?" if 0 < per_cent < 1 else
                "Is it what the student keeps, or what it does without?" if gives(teacher - student) else
                "Is it per cent of the teacher's parameters, or of the student's?"
                if not 0 <= per_cent < 100 or abs(student * (1 + per_cent / 100) - teacher) < 0.006 * teacher else
                "Does it count every number of every parameter, in this cell, of these two models?")
    yield abs(left - student) < 1e-6 * teacher, \
        f"Take {per_cent:.1f} % from the teacher's {teacher:,} parameters, and the student's {student:,} are left.", \
        f"{per_cent:.5g} % less than the teacher's {teacher:,} parameters is {left:,.0f}; the student has {student:,}. {question}"
