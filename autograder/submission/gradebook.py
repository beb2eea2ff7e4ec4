"""nbgrader's gradebook: the assignment put into it, marks read and written, and gradebooks in memory for one submission."""
from __future__ import annotations

import copy
import logging
import sqlite3
import tempfile
import uuid
import warnings
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import nbgrader.api
from alembic.script import ScriptDirectory
from nbgrader.api import Assignment, Comment, Grade, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import OverwriteCells
from sqlalchemy import create_engine, make_url, or_
from sqlalchemy.exc import SAWarning
from sqlalchemy.pool import SingletonThreadPool
from traitlets.config import PyFileConfigLoader

from ..assignment import ASSIGNMENT, NOTEBOOK, source

warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries
logging.getLogger("tornado.application").setLevel(logging.CRITICAL)  # where nbgrader logs what it also raises
nbgrader.api.get_alembic_version = lambda: ScriptDirectory(ALEMBIC_DIR).get_current_head()  # its own asks a new Python: two seconds
FIELDS = {"grades": ("auto_score", "manual_score", "extra_credit", "needs_manual_grade"),
          "comments": ("auto_comment", "manual_comment")}
AUTOMATIC = {"grades": ("auto_score",), "comments": ("auto_comment",)}  # the rest is an instructor's

EMPTY, DIALECTS, COMPILED = [], {}, {}


def marks_of(submission):
    """{"grades": {cell: {field: value}}, "comments": …} of a SubmittedAssignment."""
    notebook, = submission.notebooks
    return {kind: {entry.name: {field: getattr(entry, field) for field in fields} for entry in getattr(notebook, kind)}
            for kind, fields in FIELDS.items()}


def put_marks(submission, marks, fields=FIELDS):
    notebook, = submission.notebooks
    for kind, names in fields.items():
        for entry in getattr(notebook, kind):
            for name in names:
                setattr(entry, name, marks[kind][entry.name][name])


def marks_by_hand(gradebook):
    """{nbgrader's student id: what an instructor gave or wrote, as a list of lists} of those who have such marks."""
    found = {}
    grades = gradebook.db.query(SubmittedAssignment.student_id, Grade.cell_id, Grade.manual_score, Grade.extra_credit).filter(
        or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None)))
    comments = gradebook.db.query(SubmittedAssignment.student_id, Comment.cell_id, Comment.manual_comment).filter(
        Comment.manual_comment.is_not(None))
    for query, table in ((grades, Grade), (comments, Comment)):
        for student, *mark in (query.join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
                               .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
                               .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                               .filter(Assignment.name == ASSIGNMENT).order_by(table.cell_id)):
            found.setdefault(student, []).append(mark)
    return found


def formgrader_ids(gradebook):
    """{nbgrader's student id: the id by which formgrader's address names the student's notebook}"""
    query = gradebook.db.query(SubmittedAssignment.student_id, SubmittedNotebook.id).join(
        SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id).join(
        Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    return dict(map(tuple, query.filter(Assignment.name == ASSIGNMENT)))


def is_registered(gradebook):
    """Whether the gradebook knows all of the assignment: its cells' texts are what nbgrader writes last."""
    try:
        notebook = gradebook.find_notebook(NOTEBOOK, ASSIGNMENT)
    except MissingEntry:
        return False
    return {cell.name for cell in notebook.source_cells} >= {cell.metadata.nbgrader.grade_id for cell in source().cells
                                                             if "nbgrader" in cell.metadata}


def register(db, root):
    """Put the assignment's cells and points into the gradebook at the URL `db`. The hand-out that this makes is thrown away."""
    with tempfile.TemporaryDirectory() as release:
        run(GenerateAssignment, root, db, release_directory=release)


def run(converter, root, db, settings=None, **course):
    """Run one of nbgrader's converters in the course at `root`. Raises NbGraderException."""
    config = copy.deepcopy(course_config())
    config.CourseDirectory.update(root=str(root), db_url=db, assignment_id=ASSIGNMENT, **course)
    config.BaseConverter.force = True
    if settings:
        config.JudgedExecute.update(submission_timeout=settings.timeout, memory=settings.memory, sandbox=settings.sandbox, asked=True)
        config.Autograde.sanitize_preprocessors = [OverwriteCells]  # of what is handed over restored only the checksums are missing
        if settings.sandbox == "bwrap":
            config.CourseDirectory.source_directory = "nowhere"  # the walls bring the lab's files
    converter(coursedir=CourseDirectory(config=config), config=config).start()


@contextmanager
def scratch_gradebook():
    """The URL of a gradebook in memory that knows the assignment and no student."""
    name = f"file:{uuid.uuid4().hex}?mode=memory&cache=shared"
    with closing(sqlite3.connect(name, uri=True)) as held:
        empty_gradebook().backup(held)
        yield f"sqlite:///{name}&uri=true"


def empty_gradebook(image=None):
    """This process's connection to a gradebook that knows the assignment and no student. `image`, another's, saves making it."""
    if not EMPTY:
        EMPTY.append(sqlite3.connect(":memory:", check_same_thread=False))
        EMPTY[0].deserialize(image or registered())
    return EMPTY[0]


def registered():
    with tempfile.TemporaryDirectory() as folder:
        register(f"sqlite:///{folder}/gradebook.db", folder)
        return Path(folder, "gradebook.db").read_bytes()


def engine_of(url, **how):
    """SQLAlchemy's engine; one for a gradebook in memory knows the statements that those before it have compiled.

    nbgrader makes ten of them for a submission. A compiled statement holds for a dialect.
    """
    if make_url(url).query.get("mode") != "memory":
        return create_engine(url, **how)
    engine = create_engine(url, poolclass=SingletonThreadPool, **how)
    engine.dialect = DIALECTS.setdefault(engine.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)
    return engine


nbgrader.api.create_engine = engine_of


@cache
def course_config():
    return PyFileConfigLoader("nbgrader_config.py", path=str(Path(__file__).parents[1])).load_config()
