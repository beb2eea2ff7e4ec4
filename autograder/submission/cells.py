"""What a cell of the notebook is to the grader: which question it answers or asks, and what it ended with."""
from __future__ import annotations

import base64
import re

from ..judging.judge import MAX_BYTES
from ..judging.questions import QUESTIONS

ANSWER = "application/x-distillation-lab-answer"


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def asked_or_answered(cell):
    """The question that a cell grades or answers, else None."""
    return question_of(cell) or (grade_id(cell) if grade_id(cell) in QUESTIONS else None)


def question_of(cell):
    """The question that a test cell grades, else None."""
    name = (grade_id(cell) or "").removeprefix("test_")
    return name if cell.cell_type == "code" and name in QUESTIONS and name != grade_id(cell) else None


def answer_in(outputs):
    """The bytes that a probe sent, or a sentence that says why there are none."""
    sent = [output["data"][ANSWER] for output in outputs if ANSWER in output.get("data", {})]
    if len(sent) > 1:
        return f"{len(sent)} answers came back where one was asked for, so none of them counts."
    if any(output.get("ename") == "CellTimeoutError" for output in outputs):
        return "Your code did not answer in time and was stopped."
    if not sent:
        return "No answer came back from your code."
    if not isinstance(sent[0], str) or len(sent[0]) > 2 * MAX_BYTES:
        return "What came back from your code is too big to look at."
    try:
        return base64.b64decode(sent[0], validate=True)
    except ValueError:
        return "What came back from your code is no answer in the agreed form."


def timed_out(cell):
    return any(output.get("ename") == "CellTimeoutError" for output in cell.outputs)


def error_in(cell):
    """The error that a student's cell ended with, as the end of a sentence, or None."""
    if timed_out(cell):
        return "did not end in time and was stopped"
    for output in cell.outputs:
        if output.output_type == "error":
            words = re.sub(r"\(\d+\.py, (line \d+)\)", r"(\1)", " ".join(output.evalue[:300].split())).rstrip(".")
            return f"stopped with {output.ename[:100]}" + (f": {words}" if words else "")
    return None


def error_of(cell):
    """The same as a sentence to the student, or None."""
    return f"Your cell {error_in(cell)}." if error_in(cell) else None
