"""What several tests share: the solution notebook, and the lab's tiny models."""
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
LAB = ROOT / "solutions" / "distillation"


def notebook(kind="solutions"):
    return nbformat.read(ROOT / kind / "distillation" / "distillation.ipynb", as_version=4)


def graded_cells(nb):
    """{grade_id: cell}"""
    return {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}


def write_pairs(folder, **splits):
    """A data set as JSON Lines, {split: [row, …]}."""
    folder.mkdir()
    for split, rows in splits.items():
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
def tiny(monkeypatch):
    """The `grading` profile's settings, models, tokenizer and pairs."""
    import kdlab

    monkeypatch.setenv("KD_PROFILE", "grading")
    settings = kdlab.settings()
    teacher, tokenizer = kdlab.load_teacher(settings)
    student, _ = kdlab.load_student(settings, teacher, tokenizer)
    return SimpleNamespace(settings=settings, teacher=teacher, student=student, tokenizer=tokenizer, pairs=kdlab.load_pairs(settings))


def silently(function, *args):
    with redirect_stdout(io.StringIO()):
        return function(*args)


def run_lab(build, **environment):
    """What `make lab` writes to results.json, run with these environment variables."""
    script = "import pathlib, sys; sys.path.insert(0, 'solutions'); import run_lab; run_lab.main(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", script, build], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, **{key: str(value) for key, value in environment.items()}})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads((build / "results.json").read_text(encoding="utf-8"))
