"""A download once it is graded: is it a course that nbgrader knows, with all that was known of each student?"""
from concurrent.futures import Future
from dataclasses import replace

import pytest
from nbgrader.utils import notebook_hash

from autograder.submission.grading import without_notebook
from autograder.submission.handed_in import Unusable
from classes import Here, grade_here, results
from lab import run
from platforms import ONE, PLATFORMS, as_folder, zipped

pytestmark = pytest.mark.slow


class AllRight(Here):
    """A pool that takes every notebook for one without a fault, and runs none."""

    def submit(self, function, /, student_id, data, *rest):
        self.asked.append(student_id)
        future = Future()
        if isinstance(data, Unusable):
            future.set_result(without_notebook(student_id, data.status, data.sentence))
        else:
            future.set_result(replace(without_notebook(student_id, "graded", ""), notebook=data.decode("latin-1")))
        return future


def test_a_download_becomes_a_course(tmp_path, capsys):
    """Graded from Moodle's zip: said what it was taken for, a row with what is known of each, and nobody graded again?"""
    made = {path: data for path, data in PLATFORMS["moodle"]()[0].items() if path.split("_")[1] in {"31", "35", "45", "50"}}
    (tmp_path / "class.zip").write_bytes(zipped(made))
    pool = AllRight()
    assert grade_here(pool, tmp_path / "class.zip", tmp_path / "out") == ["31", "35", "45", "50"]
    assert "Moodle's download: 4 students, 2 without a notebook of this lab.\n" in capsys.readouterr().err
    rows = results(tmp_path / "out")
    assert rows["35"]["handed_in"]["name"] == "Anna Schmidt" and rows["35"]["handed_in"]["file"].startswith("Anna Schmidt_35_")
    assert [rows[number]["status"] for number in sorted(rows)] == ["graded", "graded", "unreadable", "missing"]
    assert "lab.pdf is a PDF" in (tmp_path / "out" / "feedback" / "45.html").read_text()
    assert grade_here(pool, tmp_path / "class.zip", tmp_path / "out") == []


def test_nbgrader_releases_the_feedback(tmp_path):
    """After a course was graded, one student in it without nbgrader's files: does stock `release_feedback` run, each page where its
    student looks for it?"""
    made, people = PLATFORMS["course"]()
    made["submitted/by mail/distillation/distillation.ipynb"] = ONE
    for _ in range(2):
        grade_here(AllRight(), as_folder(made, tmp_path / "given"), tmp_path / "out")
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o777)
    done = run("nbgrader", "release_feedback", "distillation", "--course", "ml", f"--Exchange.root={tmp_path / 'exchange'}",
               cwd=tmp_path / "out" / "course")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    pages = {file.stem for file in (tmp_path / "exchange" / "ml" / "feedback").glob("*.html")}
    expected = {notebook_hash(secret=person.secret, notebook_id="distillation") for person in people.values()
                if isinstance(person.expected, bytes)}
    assert expected < pages and len(pages) == len(expected) + 1
