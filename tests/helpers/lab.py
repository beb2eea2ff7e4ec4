"""The lab as the tests use it: its notebooks, its folders, and a whole run."""
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
LAB = ROOT / "solutions" / "distillation"


def notebook(kind="solutions"):
    return nbformat.read(ROOT / kind / "distillation" / "distillation.ipynb", as_version=4)


def lean(nb):
    """Leave out the lesson's cells that no graded cell needs. Returns the notebook."""
    needed = {"setup", "models", "tickets", "batches", "fine_tune", "teacher_training", "transfer", "student_training"}
    nb.cells = [cell for cell in nb.cells if cell.cell_type == "markdown" or "nbgrader" in cell.metadata or cell.id in needed]
    return nb


def graded_cells(nb):
    """{grade_id: cell}"""
    return {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}


def printed(cell):
    """What a cell wrote to stdout and stderr, in however many messages a busy machine sent it."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def write_pairs(folder, **splits):
    """A data set as JSON Lines, {split: [row, …]}."""
    folder.mkdir()
    for split, rows in splits.items():
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def notebook_names():
    """The notebook's own DistillationLoss, train_with_distillation, evaluate_model and fine_tune."""
    import torch
    from torch import nn

    import kdlab

    names, cells = {"torch": torch, "nn": nn, "F": nn.functional, "kdlab": kdlab}, {cell.id: cell for cell in notebook().cells}
    for name in "distillation_loss", "training_loop", "evaluation", "fine_tune":
        exec(cells[name].source, names)
    return names


def fine_tune(model, loader, learning_rate, num_epochs):
    """The notebook's own, on the CPU, silently, and without a look at validation pairs."""
    names = notebook_names()  # the function's globals
    names.update(device="cpu", held_out_accuracy=lambda model: 0.0)
    silently(names["fine_tune"], model, loader, learning_rate, num_epochs, "model")


def silently(function, *args):
    with redirect_stdout(io.StringIO()):
        return function(*args)


def environment_of(**changes):
    """This environment, with our Python's programs first on the path and one thread each."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1", **changes}


def run(*command, cwd=ROOT, **changes):
    """A finished command, with what it said."""
    return subprocess.run(command, cwd=cwd, env=environment_of(**changes), capture_output=True, text=True)


def run_lab(build, **environment):
    """What `make lab` writes to results.json, run with these environment variables."""
    script = "import pathlib, sys; sys.path.insert(0, 'solutions'); import run_lab; run_lab.main(pathlib.Path(sys.argv[1]))"
    done = run(sys.executable, "-c", script, build, **{key: str(value) for key, value in environment.items()})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads((build / "results.json").read_text(encoding="utf-8"))
