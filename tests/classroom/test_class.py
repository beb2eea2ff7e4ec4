"""A whole class through the real pipeline: `python -m autograder grade`, and stock nbgrader. Slow: every notebook runs in a kernel."""
import csv
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.classroom.grade import grade_class
from autograder.judging.questions import QUESTIONS
from autograder.submission.execute import answer_in, set_up_of_the_lab
from autograder.submission.grading import grade_submission
from autograder.submission.machine import CannotGrade, Settings
from classes import TRUSTED, Here, results
from in_process import CORPUS
from lab import ROOT, lean, run
from lab import notebook as lab_notebook

pytestmark = pytest.mark.slow

NOISE = "\nimport sys, warnings\nprint('stderr', file=sys.stderr)\nwarnings.warn('a warning')\nplt.plot([1, 2]); plt.show()\n"
HANG = "import time\n\ndef train_with_distillation(*args):\n    time.sleep(1_000)\n\nhistory = train_with_distillation()\n"


def notebook(answers=None, noise=""):
    """The solution with some solution cells replaced, as a student's file. Outputs of test cells are forged."""
    nb = lab_notebook()
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in QUESTIONS:
            cell.source = (answers or {}).get(name, cell.source) + noise
        elif name.startswith("test_"):
            cell.source = cell.source.partition("\n### BEGIN HIDDEN")[0]
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "6"}, execution_count=1)]
    return nb


def grade(submissions, out, *flags):
    return run(sys.executable, "-m", "autograder", "grade", submissions, "--out", out, *flags)


AS_BEFORE = "--sandbox", "none", "--timeout", "120"
LOOP_NEEDS_NO_LOSS = {"distillation_loss": "raise ValueError('no loss today')",
                      "compression": (CORPUS / "compression/wrong/typed_number.py").read_text()}


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    """A class of seven."""
    submissions = tmp_path_factory.mktemp("class")
    deep = submissions / "noisy" / "distillation"
    deep.mkdir(parents=True)
    nbformat.write(notebook(noise=NOISE), deep / "distillation.ipynb")
    nbformat.write(lean(notebook(LOOP_NEEDS_NO_LOSS)), submissions / "no loss.ipynb")
    nbformat.write(lean(notebook({"training_loop": HANG})), submissions / "hangs.ipynb")
    nbformat.write(lean(notebook({"loss_curves": "import os\nos._exit(1)"})), submissions / "dies.ipynb")
    seaborn = lean(notebook())
    next(cell for cell in seaborn.cells if cell.id == "setup").source = "import no_such_package as sns\n\n" + set_up_of_the_lab()
    nbformat.write(seaborn, submissions / "seaborn.ipynb")
    (submissions / "half.ipynb").write_text('{"cells": [')
    (submissions / "nothing").mkdir()
    return submissions


@pytest.fixture(scope="module")
def graded(submissions, tmp_path_factory):
    """That class, graded once: OUT."""
    out = tmp_path_factory.mktemp("graded") / "out"
    done = grade(submissions, out, *AS_BEFORE)
    assert done.returncode == 0, done.stderr
    return out


def rows(out):
    with open(out / "grades.csv") as table:
        return {row["student_id"]: row for row in csv.DictReader(table)}


def points(row):
    return [float(row[question]) for question in QUESTIONS]


def test_every_submission_has_a_row(graded):
    """Graded, hanging, dying, broken or missing: does each have its status, its file of feedback and a line of results?"""
    statuses = {student: row["status"] for student, row in rows(graded).items()}
    assert statuses == {"noisy": "graded", "no loss": "graded", "seaborn": "graded", "hangs": "timeout", "dies": "crashed",
                        "half": "unreadable", "nothing": "missing"}
    assert set(results(graded)) == {file.stem for file in (graded / "feedback").glob("*.html")} == set(statuses)
    assert all(float(row["max_score"]) == 20 for row in rows(graded).values())


def test_noise_costs_nothing(graded):
    """A line on stderr, a warning, progress bars and figures in every answer: still full marks?"""
    assert points(rows(graded)["noisy"]) == [6, 6, 2, 3, 2] and float(rows(graded)["noisy"]["score"]) == 19


def test_a_set_up_that_stops_half_way_costs_nothing(graded):
    """A package that is nowhere, imported at the top of the set-up cell: are the names after it there all the same?"""
    assert points(rows(graded)["seaborn"]) == [6, 6, 2, 3, 2]


def test_questions_do_not_cascade(graded):
    """With no loss at all, and with a loop that never ends, do the other questions keep every point?"""
    assert points(rows(graded)["no loss"]) == [0, 6, 2, 3, 0]
    assert points(rows(graded)["hangs"]) == [6, 0, 2, 3, 2]
    found = results(graded)
    assert found["no loss"]["questions"]["compression"]["misconceptions"] == ["hard_coded"]
    assert "no loss today" in found["no loss"]["questions"]["distillation_loss"]["parts"][0]["message"]
    assert "did not answer in time" in found["hangs"]["questions"]["training_loop"]["parts"][0]["message"]


def test_what_was_reached_before_a_crash_keeps_its_points(graded):
    """Does a kernel that dies leave the points of the questions before, and a sentence for those after?"""
    assert points(rows(graded)["dies"]) == [6, 6, 0, 3, 2]
    assert "the kernel died" in results(graded)["dies"]["questions"]["loss_curves"]["parts"][0]["message"]


def test_the_page_says_what_was_seen_and_hides_the_test(graded):
    """Mistake, reason and figures on the page, and no hidden test's source in it?"""
    page = (graded / "feedback" / "no loss.html").read_text()
    assert "The number does not depend on the models." in page and "Where to look" in page
    assert "data:image/png" in (graded / "feedback" / "noisy.html").read_text()
    assert "HIDDEN TESTS" not in page and "judge_here" not in page
    assert "not uploaded to the end" in (graded / "feedback" / "half.html").read_text()


def test_grades_are_in_nbgraders_gradebook(graded, submissions, tmp_path):
    """Same scores there? A grade and a comment by hand: are they in the next grades.csv and on the page, with nothing else touched?"""
    graded = shutil.copytree(graded, tmp_path / "out")
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission("distillation", "no loss").score == 11
        assert gradebook.find_grade("reflection", "distillation", "distillation", "noisy").needs_manual_grade
        by_hand(gradebook, "noisy", 1, "Seen by a human being.")
    before, pages = results(graded), {page.stem: page.read_text() for page in (graded / "feedback").iterdir()}
    grade_class(submissions, graded, replace(TRUSTED, timeout=120), Here)
    after = results(graded)
    assert after.pop("noisy") == {**before.pop("noisy"), "score": 20.0} and after == before
    changed = {page.stem for page in (graded / "feedback").iterdir() if page.read_text() != pages[page.stem]}
    assert changed == {"noisy"} and "Seen by a human being." in (graded / "feedback" / "noisy.html").read_text()


def by_hand(gradebook, student, score, comment):
    reflection = gradebook.find_grade("reflection", "distillation", "distillation", student)
    reflection.manual_score, reflection.needs_manual_grade = score, False
    gradebook.find_comment("reflection", "distillation", "distillation", student).manual_comment = comment
    gradebook.db.commit()


def test_the_course_in_out_is_one_that_nbgrader_knows(graded):
    """Started in OUT/course, does `nbgrader export` (and so formgrader) find the class and its scores?"""
    done = run("nbgrader", "export", cwd=graded / "course")
    assert done.returncode == 0, done.stderr
    exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader((graded / "course" / "grades.csv").open())}
    assert exported == {name: row["score"] for name, row in results(graded).items()}


def test_stock_nbgrader_gives_the_same_grades(graded, tmp_path):
    """`nbgrader autograde` with our configuration, hidden tests in the source, ids and tests lost: the same grades?"""
    submitted = tmp_path / "submitted" / "no loss" / "distillation"
    submitted.mkdir(parents=True)
    nb = lean(notebook(LOOP_NEEDS_NO_LOSS))
    nb.cells = [cell for cell in nb.cells if not cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test_")]
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("training_loop", "compression"):
            del cell.metadata["nbgrader"]
    nbformat.write(nb, submitted / "distillation.ipynb")
    flags = [f"--CourseDirectory.root={tmp_path}", f"--db=sqlite:///{tmp_path / 'gradebook.db'}"]
    for command in "generate_assignment", "autograde", "generate_feedback":
        done = run("nbgrader", command, "distillation", *flags, cwd=ROOT / "autograder")
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        scores = {grade.name: grade.auto_score for grade in
                  gradebook.find_submission_notebook("distillation", "distillation", "no loss").grades if grade.name != "reflection"}
    assert [scores[f"test_{question}"] for question in QUESTIONS] == points(rows(graded)["no loss"])
    autograded = nbformat.read(tmp_path / "autograded" / "no loss" / "distillation" / "distillation.ipynb", as_version=4)
    same = {name: {**question} for name, question in results(graded)["no loss"]["questions"].items() if name != "evaluation"}
    assert {name: autograded.metadata["distillation_lab"]["questions"][name] for name in same} == same
    assert "BEGIN HIDDEN TESTS" in "".join(cell.source for cell in autograded.cells)
    page = (tmp_path / "feedback" / "no loss" / "distillation" / "distillation.html").read_text()
    assert "HIDDEN TESTS" not in page and "judge_here" not in page and "The number does not depend on the models." in page


def test_a_kernel_without_a_package_grades_nobody(monkeypatch):
    """One sentence that names the package, and no row of zeros?"""
    monkeypatch.setattr("autograder.submission.execute.imports_of_the_lab", lambda: {"torch", "no_such_package"})
    with pytest.raises(CannotGrade, match="lacks no_such_package"):
        grade_submission("ada", nbformat.writes(lean(notebook())).encode(), Settings(sandbox="none"))


def test_strangers_are_not_run_without_walls(tmp_path):
    """Where bubblewrap is not installed and nobody says `--sandbox none`: refused with one sentence that says what to install?"""
    (tmp_path / "ada.ipynb").write_bytes(b"{")
    environment = {**os.environ, "PATH": f"{tmp_path}"}
    done = subprocess.run([sys.executable, "-m", "autograder", "grade", tmp_path, "--out", tmp_path / "out"], cwd=ROOT,
                          env=environment, capture_output=True, text=True)
    assert done.returncode != 0 and "bubblewrap" in done.stderr and "--sandbox none" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "grades.csv").exists()


def test_only_one_answer_counts():
    """None, two, a broken one, a late one: a sentence each, and no bytes?"""
    sent = nbformat.v4.new_output("display_data", {"application/x-distillation-lab-answer": "aGk="})
    broken = nbformat.v4.new_output("display_data", {"application/x-distillation-lab-answer": "%"})
    late = nbformat.v4.new_output("error", ename="CellTimeoutError", evalue="", traceback=[])
    assert answer_in([sent]) == b"hi"
    for outputs, sentence in (([], "No answer"), ([sent, sent], "2 answers"), ([broken], "agreed form"), ([late], "in time")):
        assert sentence in answer_in(outputs)
