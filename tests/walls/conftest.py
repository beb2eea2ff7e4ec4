"""The machine that the attacks are made for."""
import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from asking import right_answers
from attacks import Machine
from lab import ROOT


@pytest.fixture(scope="module")
def machine():
    """A machine with secrets on it, and the right answers to what a probe once asked."""
    with Machine(right_answers()) as machine:
        project = machine.folder / "project"
        for name in "autograder", "solutions", "notebooks":
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        solution = project / "solutions" / "distillation" / "distillation.ipynb"
        nb = nbformat.read(solution, as_version=4)
        for part in nb.cells:
            part.source = re.sub("^( *)### BEGIN SOLUTION$", rf"\g<0>\n\1# {machine.canaries['solution']}", part.source, flags=re.M)
        nbformat.write(nb, solution)
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls `alembic` by its name
        with Gradebook(f"sqlite:///{machine.folder / 'gradebook.db'}") as gradebook:
            gradebook.add_student("somebody else", last_name=machine.canaries["gradebook"])
        yield machine
