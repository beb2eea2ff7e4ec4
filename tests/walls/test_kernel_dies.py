"""A kernel that dies may be a neighbour's doing: it has to die twice at a place before it is a verdict, and stops no class."""
import signal

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.submission.execute import JudgedExecute
from autograder.walls.sandbox import SandboxError

pytestmark = pytest.mark.slow
WORK = "print('done')"


class Dying(JudgedExecute):
    """Its kernel is killed as it begins a cell with one of these sources, as often as it is in the list."""
    warm, more_pauses = False, (0, 0)

    def run_cell(self, cell, index):
        mark = next((mark for mark in self.deadly if mark in cell.source), None)
        if mark:
            self.deadly.remove(mark)
            signal.pidfd_send_signal(self.km.provisioner.handle, signal.SIGKILL)
        super().run_cell(cell, index)


def graded(folder, *deadly):
    """(the status, what the cell showed) of a notebook of one cell."""
    dying, nb = Dying(submission_timeout=300, asked=True), new_notebook(cells=[new_code_cell(WORK)])
    dying.deadly = list(deadly)
    dying.preprocess(nb, {"nbgrader": {"student": "x"}, "metadata": {"path": str(folder)}})
    cell = next(cell for cell in nb.cells if cell.cell_type == "code")
    return dying.status, [output.get("text") for output in cell.outputs]


def test_once_is_no_verdict(tmp_path):
    """Killed once in a cell, and once more before any: graded, as if nothing had been?"""
    assert graded(tmp_path, WORK) == ("graded", ["done\n"])
    assert graded(tmp_path, "go_on", WORK) == ("graded", ["done\n"])


def test_twice_is_one(tmp_path):
    """Killed in the same cell again: crashed?"""
    assert graded(tmp_path, WORK, WORK)[0] == "crashed"


def test_a_kernel_that_never_lives_is_the_machines_fault(tmp_path):
    """Killed three times before any cell: no verdict at all?"""
    with pytest.raises(SandboxError, match="A new kernel"):
        graded(tmp_path, "go_on", "go_on", "go_on")
