"""The one writer to OUT: gradebook, course folders, pages, journal, tables."""
from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path

from nbgrader.api import Gradebook

from ..assignment import ASSIGNMENT, NOTEBOOK
from ..judging.questions import QUESTIONS
from ..submission.gradebook import AUTOMATIC, empty_gradebook, is_registered, marks_by_hand, marks_of, put_marks, register
from ..submission.grading import feedback_page
from ..submission.handed_in import Unusable, folder_name
from ..walls.provisioner import KERNELS
from .journal import Journal, as_line, replacing
from .spreadsheet import as_csv

STEPS = {"submitted": ".ipynb", "autograded": ".ipynb", "feedback": ".html"}  # nbgrader's folders, and what a notebook is there
COLUMNS = ("student_id", "status", "score", "max_score", *QUESTIONS, "seconds")
LIMITS = {"timeout": "timeout", "out_of_memory": "memory"}  # the status of who met a limit, and the limit
COURSE_CONFIG = """\
# So that nbgrader's own commands, and formgrader, find this class: start them in this folder.
c = get_config()
load_subconfig("nbgrader_config.py", path={autograder!r})
c.CourseDirectory.root = {course!r}
c.CourseDirectory.db_url = {db!r}
"""
JUPYTER_CONFIG = """\
# So that a submission that is run from formgrader's JupyterLab runs behind the walls, and nowhere else.
import os

os.environ["JUPYTER_PATH"] = {walls!r}  # where the walled kernel is
c = get_config()
c.KernelSpecManager.allowed_kernelspecs = {{"walled"}}
c.KernelSpecManager.ensure_native_kernel = False
c.MultiKernelManager.default_kernel_name = "walled"
"""


class Writer:
    """`out` exists, and nobody else writes to it. Methods raise OSError and SQLAlchemyError, and can then be called again."""

    def __init__(self, out, db):
        self.out, self.course = out, out / "course"
        (out / "feedback").mkdir(exist_ok=True)
        self.course.mkdir(exist_ok=True)
        config = COURSE_CONFIG.format(autograder=str(Path(__file__).parents[1]), course=str(self.course), db=db)
        with replacing(self.course / "nbgrader_config.py") as file:
            os.chmod(file.name, 0o600)  # the URL may hold a password
            file.write(config.encode())
        write(self.course / "jupyter_server_config.py", JUPYTER_CONFIG.format(walls=str(KERNELS.parent)))
        file = out / "gradebook.db"
        if db == f"sqlite:///{file}" and not file.exists():
            write(file, empty_gradebook().serialize())
        self.gradebook = Gradebook(db)
        with self.gradebook as gradebook:
            registered = is_registered(gradebook)
        if not registered:
            register(db, self.course)
        self.journal = Journal(out / "journal.jsonl")

    def close(self):
        self.journal.close()
        self.gradebook.close()

    def page(self, student_id):
        return self.out / "feedback" / f"{folder_name(student_id)}.html"

    def in_course(self, step, student_id):
        return self.course / step / folder_name(student_id) / ASSIGNMENT / f"{NOTEBOOK}{STEPS[step]}"

    def is_finished(self, student_id, data, settings):
        """Whether this very submission has its row, and no limit that it met has been raised since."""
        entry = self.journal.get(student_id) if student_id in self.journal.current else None
        if entry is None or entry["digest"] != digest(data) or not self.page(student_id).is_file():
            return False
        limit = LIMITS.get(entry["row"]["status"])
        return limit is None or getattr(settings, limit) <= entry[limit]

    def record(self, student_id, data, settings, graded):
        """All that a finished submission leaves. Its line in the journal, which makes it finished, comes last."""
        name = folder_name(student_id)
        with self.gradebook as gradebook:
            gradebook.update_or_create_student(name)
            submission = gradebook.update_or_create_submission(ASSIGNMENT, name)
            put_marks(submission, graded.marks, AUTOMATIC)
            for grade in submission.notebooks[0].grades:  # as nbgrader's SaveAutoGrades has it; what a person gave stays
                grade.needs_manual_grade = graded.marks["grades"][grade.name]["needs_manual_grade"] or grade.manual_score is not None
            gradebook.db.commit()
        for step, content in zip(STEPS, (data, graded.notebook, graded.page), strict=True):
            file = self.in_course(step, student_id)
            if graded.notebook is None:
                shutil.rmtree(file.parent, ignore_errors=True)
            else:
                write(file, content)
        write(self.page(student_id), graded.page)
        if graded.log:
            with open(self.out / "nbgrader.log", "a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(f"{student_id}:\n{graded.log}\n")
        self.journal.append(student_id=student_id, digest=digest(data), timeout=settings.timeout, memory=settings.memory,
                            row=graded.row, by_hand=[])

    def outdated_pages(self, students, settings):
        """A job for the pool for each page that lacks what an instructor has given or written since."""
        with self.gradebook as gradebook:
            by_hand = marks_by_hand(gradebook)
        for student_id in students:
            marks, file = by_hand.get(folder_name(student_id), []), self.in_course("autograded", student_id)
            if self.journal.get(student_id)["by_hand"] != marks and file.is_file():
                with self.gradebook as gradebook:
                    now = marks_of(gradebook.find_submission(ASSIGNMENT, folder_name(student_id)))
                yield (student_id, marks), feedback_page, student_id, file.read_text(encoding="utf-8"), now, settings

    def record_page(self, student_id, by_hand, page):
        write(self.in_course("feedback", student_id), page)
        write(self.page(student_id), page)
        self.journal.append(**{**self.journal.get(student_id), "by_hand": by_hand})

    def rows(self, students):
        """The rows of those that have one, with the scores as they are in the gradebook by now."""
        with self.gradebook as gradebook:
            scores = {found["student"]: found["score"] for found in gradebook.submission_dicts(ASSIGNMENT)}
        for student_id in sorted(students):
            if entry := self.journal.get(student_id):
                yield {**entry["row"], "handed_in": students[student_id].about, "score": scores[folder_name(student_id)]}

    def write_tables(self, students):
        """grades.csv and results.jsonl. Returns {status: how many}."""
        counts = Counter()
        with replacing(self.out / "grades.csv") as grades, replacing(self.out / "results.jsonl") as results:
            grades.write(as_bytes(as_csv([COLUMNS])))
            for row in self.rows(students):
                counts[row["status"]] += 1
                points = {name: question["points"] for name, question in row["questions"].items()}
                grades.write(as_bytes(as_csv([[{**row, **points}[column] for column in COLUMNS]])))
                results.write(as_line(row))
        return counts


def digest(data):
    """What tells one submission of a student from another: its bytes, or why there are none."""
    return f"{data.status}: {data.sentence}" if isinstance(data, Unusable) else hashlib.sha256(data).hexdigest()


def write(path, content):
    """Text or bytes in the place of a file, completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(content if isinstance(content, bytes) else as_bytes(content))


def as_bytes(text):
    """UTF-8, and the escape of half a character, as in a broken file name."""
    return text.encode("utf-8", "backslashreplace")
