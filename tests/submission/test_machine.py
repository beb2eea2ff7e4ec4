"""A process that grades one submission after the other: what it keeps of each."""
import gc

from nbgrader.api import Gradebook

from autograder.submission import gradebook
from autograder.submission.grading import grade_submission
from autograder.submission.handed_in import Unusable
from autograder.submission.machine import Settings

ROUNDS = 20


def grade(name):
    return grade_submission(name, Unusable("missing", "It is not there."), Settings(sandbox="none"))


def test_nothing_of_a_submission_is_kept():
    """After twenty more of them, does a process hold as many objects as before, as one has to that grades thousands?"""
    for _ in range(3):
        grade("ada")
    before = len(gc.get_objects())
    for _ in range(ROUNDS):
        grade("ada")
    assert len(gc.get_objects()) - before < ROUNDS  # not one each


def test_a_statement_is_compiled_once():
    """Does the second submission's gradebook know the statements of the first's, and nothing that stood in it?"""
    grade("ada")
    known = len(gradebook.COMPILED)
    assert known
    row, marks = grade("ben").row, grade("ben").marks
    assert len(gradebook.COMPILED) == known and row["student_id"] == "ben" and marks == grade("ada").marks
    with gradebook.scratch_gradebook() as one, gradebook.scratch_gradebook() as other, Gradebook(one) as first:
        first.add_student("ada")
        with Gradebook(other) as second:
            assert second.students == [] and [student.id for student in first.students] == ["ada"]
