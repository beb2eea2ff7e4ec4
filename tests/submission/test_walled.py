"""Where there are no walls, is nothing run, whoever asks?"""
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.submission import execute
from autograder.walls.sandbox import SandboxError
from lab import ROOT, notebook, run

ABOUT = {"nbgrader": {"student": "x"}, "metadata": {"path": str(ROOT)}}


def test_a_kernel_without_walls_is_not_started(tmp_path):
    """Another kernel in somebody's configuration, or the one that stands in off Linux: refused, and nothing has run?"""
    nb = new_notebook(cells=[new_code_cell(f"open({str(tmp_path / 'ran')!r}, 'w')")])
    with pytest.raises(SandboxError, match="python3.*no walls"):
        execute.JudgedExecute(kernel_name="python3", asked=True).preprocess(nb, ABOUT)
    assert not (tmp_path / "ran").exists()


def test_elsewhere_than_on_linux_nothing_is_run(monkeypatch):
    """One sentence, before anything else?"""
    execute.tried_walls.cache_clear()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sys, "platform", "darwin")
        with pytest.raises(SystemExit, match="Nothing was graded. The sandbox needs Linux"):
            execute.JudgedExecute().preprocess(new_notebook(), ABOUT)


@pytest.mark.slow
def test_nbgraders_own_command_asks_first(tmp_path):
    """`nbgrader autograde` in a machine without bubblewrap: one sentence that says what to install, and no grade?"""
    place = tmp_path / "submitted" / "ada" / "distillation"
    place.mkdir(parents=True)
    nbformat.write(notebook(), place / "distillation.ipynb")
    flags = [f"--CourseDirectory.root={tmp_path}", f"--db=sqlite:///{tmp_path / 'gradebook.db'}"]
    bare = {"cwd": ROOT / "autograder", "PATH": str(Path(sys.executable).parent)}
    made = run("nbgrader", "generate_assignment", "distillation", *flags, **bare)
    assert made.returncode == 0, made.stderr
    done = run("nbgrader", "autograde", "distillation", *flags, **bare)
    assert done.returncode != 0 and "Nothing was graded" in done.stderr and "apt-get install bubblewrap" in done.stderr
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission("distillation", "ada")
        assert all(grade.auto_score is None for notebook in submission.notebooks for grade in notebook.grades)
