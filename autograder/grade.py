"""A whole class in one go: nbgrader's Autograde and GenerateFeedback for each submission, and one row for each, whatever happens."""
from __future__ import annotations

import csv
import glob
import io
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from tqdm import tqdm
from traitlets.config import PyFileConfigLoader

from .execute import METADATA
from .feedback import page_without_notebook
from .judge import judge
from .questions import QUESTIONS

ASSIGNMENT = NOTEBOOK = "distillation"
SENTENCES = {"unreadable": "Your file could not be read as a notebook. Open it in Jupyter, run it from top to bottom, save it, and "
                           "hand it in again.",
             "missing": f"There was no {ASSIGNMENT}/{NOTEBOOK}.ipynb in what you handed in."}
COURSE_CONFIG = """\
# So that nbgrader's own commands, and formgrader, find this class: start them in this folder.
c = get_config()
load_subconfig("nbgrader_config.py", path={autograder!r})
c.CourseDirectory.root = {course!r}
c.CourseDirectory.db_url = {db!r}
"""
COLUMNS = ("student_id", "status", "score", "max_score", *QUESTIONS, "seconds")


def find_submissions(folder):
    """{student_id: path of the notebook, which may not exist}: nbgrader's layout or flat files, both where both are there."""
    flat = {file.stem: file for file in folder.glob("*.ipynb")}
    folders = [sub for sub in folder.iterdir() if sub.is_dir() and not sub.name.startswith(".")]
    deep = {sub.name: sub / ASSIGNMENT / f"{NOTEBOOK}.ipynb" for sub in folders}
    return dict(sorted({**flat, **deep}.items()))


class Class:
    """One OUT folder: its course, its gradebook, its rows."""

    def __init__(self, out, db=None, timeout=300):
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls `alembic` by its name
        self.out = Path(out).resolve()
        self.course = self.out / "course"
        self.course.mkdir(parents=True, exist_ok=True)
        (self.out / "feedback").mkdir(exist_ok=True)
        self.db = db or f"sqlite:///{self.out / 'gradebook.db'}"
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(Path(__file__).parent)).load_config()
        self.config.JudgedExecute.submission_timeout = timeout
        self.config.CourseDirectory.root = str(self.course)
        self.config.CourseDirectory.db_url = self.db
        self.config.CourseDirectory.assignment_id = ASSIGNMENT
        self.config.BaseConverter.force = True
        (self.course / "nbgrader_config.py").write_text(COURSE_CONFIG.format(
            autograder=str(Path(__file__).parent), course=str(self.course), db=self.db), encoding="utf-8")
        warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries
        log = logging.getLogger("traitlets")
        log.handlers, log.propagate = [logging.FileHandler(self.out / "nbgrader.log")], False

    def run(self, converter, **course):
        config = self.config.copy()
        config.CourseDirectory.update(course)
        converter(coursedir=CourseDirectory(config=config), config=config).start()

    def register(self):
        """Put the assignment's cells and points into a gradebook that does not know them. The hand-out it makes is thrown away."""
        with Gradebook(self.db) as gradebook:
            try:
                gradebook.find_notebook(NOTEBOOK, ASSIGNMENT)
                return
            except MissingEntry:
                pass
        with tempfile.TemporaryDirectory() as release:
            self.run(GenerateAssignment, release_directory=release)

    def grade(self, student_id, notebook):
        """One submission. Returns its row, a line of results.jsonl."""
        status = "graded" if notebook.is_file() else "missing"
        if status == "graded":
            try:
                with warnings.catch_warnings(action="ignore"):  # a missing cell id is no fault
                    nbformat.validate(nbformat.read(notebook, as_version=4))
            except (ValueError, AttributeError, TypeError, KeyError, nbformat.ValidationError, RecursionError):
                status = "unreadable"
        if status == "graded":
            self.stage(student_id, notebook)
            try:
                self.run(Autograde, student_id=glob.escape(student_id))
                self.run(GenerateFeedback, student_id=glob.escape(student_id))
            except NbGraderException:
                tqdm.write(f"{student_id}: nbgrader could not convert it; {self.out}/nbgrader.log says why.", file=sys.stderr)
                status = "unreadable"
        if status != "graded":
            return self.without_notebook(student_id, status)
        page = self.course / "feedback" / student_id / ASSIGNMENT / f"{NOTEBOOK}.html"
        shutil.copyfile(page, self.out / "feedback" / f"{student_id}.html")
        graded = nbformat.read(self.course / "autograded" / student_id / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
        found = graded.metadata[METADATA]
        return {"student_id": student_id, "status": found["status"], **self.score(student_id), "seconds": found["seconds"],
                "seed": found["seed"], "questions": found["questions"]}

    def stage(self, student_id, notebook):
        staged = self.staged(student_id)
        staged.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(notebook, staged)

    def staged(self, student_id):
        return self.course / "submitted" / student_id / ASSIGNMENT / f"{NOTEBOOK}.ipynb"

    def without_notebook(self, student_id, status):
        with Gradebook(self.db) as gradebook:
            gradebook.update_or_create_student(student_id)
            gradebook.update_or_create_submission(ASSIGNMENT, student_id)
            for grade in gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, student_id).grades:
                grade.auto_score, grade.needs_manual_grade = 0, False
            gradebook.db.commit()
        score = self.score(student_id)
        page = page_without_notebook(SENTENCES[status], f"{score['max_score']:g}")
        (self.out / "feedback" / f"{student_id}.html").write_text(page)
        questions = {name: judge(name, {}, SENTENCES[status]).as_dict() for name in QUESTIONS}
        return {"student_id": student_id, "status": status, **score, "seconds": 0.0, "seed": None, "questions": questions}

    def score(self, student_id):
        with Gradebook(self.db) as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, student_id)
            return {"score": submission.score, "max_score": submission.max_score}

    def unchanged(self, student_id, notebook):
        staged = self.staged(student_id)
        return staged.is_file() and notebook.is_file() and staged.read_bytes() == notebook.read_bytes()

    def rows(self):
        file = self.out / "results.jsonl"
        return {row["student_id"]: row for row in map(json.loads, file.read_text().splitlines())} if file.exists() else {}

    def write(self, rows):
        table = io.StringIO()
        writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows.values():
            points = {name: question["points"] for name, question in row["questions"].items()}
            writer.writerow({**{name: row[name] for name in ("student_id", "status", "score", "max_score", "seconds")}, **points})
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
        for name, text in (("grades.csv", table.getvalue()), ("results.jsonl", lines)):
            half = self.out / f".{name}"
            half.write_text(text)
            os.replace(half, self.out / name)


def grade_class(submissions, out, db=None, timeout=300, fresh=False):
    """Grade every submission of a folder into OUT. One that is there unchanged keeps its grade unless `fresh`. Returns the rows."""
    found = find_submissions(Path(submissions))
    course = Class(out, db, timeout)
    course.register()
    kept = {} if fresh else course.rows()
    rows = {}
    for student_id, notebook in (bar := tqdm(found.items(), unit="submission", ncols=100)):
        bar.set_postfix_str(student_id[:30])
        if student_id in kept and course.unchanged(student_id, notebook):
            rows[student_id] = {**kept[student_id], **course.score(student_id)}
        else:
            rows[student_id] = course.grade(student_id, notebook)
        course.write(rows)
    course.write(rows)
    return rows
