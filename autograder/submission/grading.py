"""One submission's grade: a function of its bytes, the student's id and the settings alone, on this machine or on any other."""
from __future__ import annotations

import tempfile
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback, NbGraderException
from sqlalchemy.exc import OperationalError

from ..assignment import ASSIGNMENT, NOTEBOOK, source
from ..judging.judge import judge
from ..judging.questions import QUESTIONS
from ..walls.sandbox import SandboxError
from .execute import METADATA
from .feedback import page_without_notebook
from .gradebook import marks_of, put_marks, run, scratch_gradebook
from .handed_in import Unusable, folder_name
from .machine import CannotGrade, on_this_machine
from .restore import restored

FAULTS_OF_THE_MACHINE = OSError, OperationalError, SandboxError  # no submission is to blame


@dataclass(frozen=True)
class Graded:
    row: dict  # a line of results.jsonl
    marks: dict  # see `marks_of`
    notebook: str | None  # the autograded one, where there is one
    page: str
    log: str = ""  # what nbgrader had to say where it failed


def grade_submission(student_id, data, settings):
    """The Graded of one submission; `data` is its bytes, or the Unusable that says why there are none.

    Raises CannotGrade, and MemoryError, which ends a pool's worker. Whatever else goes wrong is a row with a sentence.
    """
    with on_this_machine(settings) as log:
        try:
            if isinstance(data, Unusable):
                raise data
            return autograded(student_id, restored(data, source()), settings)
        except Unusable as unusable:
            return without_notebook(student_id, unusable.status, unusable.sentence)
        except Exception as error:  # one submission never stops the class
            cause = log.cause or error
            if isinstance(cause, MemoryError):
                raise cause from None
            if isinstance(cause, FAULTS_OF_THE_MACHINE):
                raise CannotGrade(f"Grading stopped: {cause}") from None
            sentence = (f"Your notebook could not be graded ({type(cause).__name__}). Open it in Jupyter, run it from top to bottom, "
                        "save it, and hand it in again; your instructor's log says more.")
            return without_notebook(student_id, "unreadable", sentence, log.text() or traceback.format_exc())


def autograded(student_id, notebook, settings):
    with scratch_course(settings) as course:
        folder = course.folder("submitted", student_id)
        nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
        course.run(Autograde)
        course.run(GenerateFeedback)
        judged = (course.folder("autograded", student_id) / f"{NOTEBOOK}.ipynb").read_text(encoding="utf-8")
        page = (course.folder("feedback", student_id) / f"{NOTEBOOK}.html").read_text(encoding="utf-8")
        with Gradebook(course.db) as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, folder_name(student_id))
            score, marks = {"score": submission.score, "max_score": submission.max_score}, marks_of(submission)
    found = nbformat.reads(judged, as_version=4).metadata[METADATA]
    row = {"student_id": student_id, "status": found["status"], **score, "seconds": found["seconds"],
           "memory_mb": found.get("memory_mb", 0.0), "seed": found["seed"], "notes": found["notes"],
           "needs_person": found["needs_person"], "questions": found["questions"]}
    return Graded(row, marks, judged, page)


def without_notebook(student_id, status, sentence, log=""):
    """The Graded of a submission that could not be run."""
    with scratch_gradebook() as db, Gradebook(db) as gradebook:
        gradebook.update_or_create_student(folder_name(student_id))
        submission = gradebook.update_or_create_submission(ASSIGNMENT, folder_name(student_id))
        for grade in submission.notebooks[0].grades:
            grade.auto_score, grade.needs_manual_grade = 0, False
        gradebook.db.commit()
        max_score, marks = submission.max_score, marks_of(submission)
    questions = {name: judge(name, {}, sentence).as_dict() for name in QUESTIONS}
    row = {"student_id": student_id, "status": status, "score": 0.0, "max_score": max_score, "seconds": 0.0, "memory_mb": 0.0,
           "seed": None, "notes": [], "needs_person": False, "questions": questions}
    return Graded(row, marks, None, page_without_notebook(sentence, f"{max_score:g}"), log)


def feedback_page(student_id, judged, marks, settings):
    """The page of an autograded notebook with the marks and comments that the gradebook holds by now. Raises CannotGrade."""
    with on_this_machine(settings) as log, scratch_course(settings) as course:
        (course.folder("autograded", student_id) / f"{NOTEBOOK}.ipynb").write_text(judged, encoding="utf-8")
        with Gradebook(course.db) as gradebook:
            gradebook.update_or_create_student(folder_name(student_id))
            put_marks(gradebook.update_or_create_submission(ASSIGNMENT, folder_name(student_id)), marks)
            gradebook.db.commit()
        try:
            course.run(GenerateFeedback)
        except NbGraderException:
            raise CannotGrade(f"The page of {student_id} could not be written again.\n{log.text()}") from None
        return (course.folder("feedback", student_id) / f"{NOTEBOOK}.html").read_text(encoding="utf-8")


class ScratchCourse:
    def __init__(self, root, db, settings):
        self.root, self.db, self.settings = Path(root), db, settings

    def folder(self, step, student_id):
        folder = self.root / step / folder_name(student_id) / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def run(self, converter):
        run(converter, self.root, self.db, self.settings)


@contextmanager
def scratch_course(settings):
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as root, scratch_gradebook() as db:
        yield ScratchCourse(root, db, settings)
