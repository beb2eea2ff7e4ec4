"""A whole class: every submission through the pool, and one writer to the gradebook, the pages and the journal."""
from __future__ import annotations

import csv
import errno
import hashlib
import os
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from .gradebook import marks_by_hand, marks_of, put_marks, register
from .journal import Journal, as_line, replacing
from .pool import Died, NoWorkers, results
from .questions import QUESTIONS
from .report import write_report
from .submissions import ASSIGNMENT, NOTEBOOK, Unusable, find_submissions, folder_name, read
from .worker import CannotGrade, feedback_page, grade_submission, without_notebook

COLUMNS = ("student_id", "status", "score", "max_score", *QUESTIONS, "seconds")
EVERY = 5  # seconds between two writings of the tables
AGAIN = "Nothing that was graded is lost: start the same command again and it goes on from there."
DIED = "While your notebook was graded, the grading process itself died, each time it was tried. Your instructor will look at it."
LIMITS = {"timeout": "timeout", "out_of_memory": "memory"}  # the status of who met a limit: the limit
COURSE_CONFIG = """\
# So that nbgrader's own commands, and formgrader, find this class: start them in this folder.
c = get_config()
load_subconfig("nbgrader_config.py", path={autograder!r})
c.CourseDirectory.root = {course!r}
c.CourseDirectory.db_url = {db!r}
"""


class Stopped(Exception):
    """The class cannot go on; the message is one sentence with the cause and the mend."""


class Class:
    """One OUT folder: its course, its gradebook, its journal. It alone writes to them."""

    def __init__(self, out, db):
        self.out, self.course, self.db = out, out / "course", db
        (out / "feedback").mkdir(exist_ok=True)
        self.course.mkdir(exist_ok=True)
        config = COURSE_CONFIG.format(autograder=str(Path(__file__).parent), course=str(self.course), db=self.db)
        with replacing(self.course / "nbgrader_config.py") as file:
            os.chmod(file.name, 0o600)  # the URL may hold a password
            file.write(config)
        self.journal = Journal(out / "journal.jsonl")
        self.gradebook = Gradebook(db)
        try:
            self.gradebook.find_notebook(NOTEBOOK, ASSIGNMENT)
        except MissingEntry:
            register(db, self.course)
        self.gradebook.db.remove()

    def close(self):
        self.journal.close()
        self.gradebook.close()

    def page(self, student_id):
        return self.out / "feedback" / f"{folder_name(student_id)}.html"

    def in_course(self, step, student_id):
        return self.course / step / folder_name(student_id) / ASSIGNMENT

    def is_finished(self, student_id, data, settings):
        """Whether this very submission has its row, and no limit that it met has been raised since."""
        entry = self.journal.get(student_id) if student_id in self.journal.current else None
        if entry is None or entry["sha256"] != digest(data) or not self.page(student_id).is_file():
            return False
        status = entry["row"]["status"]
        if isinstance(data, Unusable):
            return status == data.status
        return status not in LIMITS or getattr(settings, LIMITS[status]) <= entry[LIMITS[status]]

    def record(self, student_id, data, settings, graded):
        """Write all that a finished submission leaves; the line in the journal, which makes it finished, comes last."""
        with self.gradebook:
            name = folder_name(student_id)
            self.gradebook.update_or_create_student(name)
            submission = self.gradebook.update_or_create_submission(ASSIGNMENT, name)
            put_marks(submission, only_automatic(graded.marks))
            for grade in submission.notebooks[0].grades:  # as nbgrader's SaveAutoGrades has it
                grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
            self.gradebook.db.commit()
        ...
