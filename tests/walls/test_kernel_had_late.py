"""A kernel that cannot be had for a while, since a neighbour holds what it needs: it is waited for, and that costs no submission."""
import time

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.submission import execute
from autograder.submission.execute import JudgedExecute
from autograder.walls import client
from autograder.walls.sandbox import Sandbox, SandboxError
from lab import printed

pytestmark = pytest.mark.slow


def test_who_has_to_wait_loses_no_time(monkeypatch, tmp_path):
    """Refused twice: is it graded all the same, with as much time as the others have?"""
    fork, refusals, begun, waited = Sandbox.fork, [1, 2], [], []

    def refuse(self, *order):
        if refusals:
            refusals.pop()
            raise SandboxError("No space left on device")
        return fork(self, *order)

    class Late(JudgedExecute):
        warm, more_pauses = False, (3,)

        def start(self, stack):
            begun.append(self.deadline)
            super().start(stack)

        def wait(self, seconds):
            super().wait(seconds)
            waited.append(seconds)

    monkeypatch.setattr(Sandbox, "fork", refuse)
    monkeypatch.setattr(client, "PAUSES", (0, None))
    monkeypatch.setattr(execute, "monotonic", lambda: sum(waited))  # nothing else takes time
    late, nb = Late(submission_timeout=300, asked=True), new_notebook(cells=[new_code_cell("print('done')")])
    late.preprocess(nb, {"nbgrader": {"student": "x"}, "metadata": {"path": str(tmp_path)}})
    assert (late.status, printed(nb.cells[0]), refusals) == ("graded", "done\n", [])
    assert late.deadline == begun[0] + 3


def test_a_launcher_that_is_long_in_coming_takes_no_time(monkeypatch, tmp_path):
    """A thousand seconds until there is a kernel: does the notebook have its three hundred all the same?"""
    passed = []

    class Slow(JudgedExecute):
        warm = False

        def setup_kernel(self, **how):
            passed.append(1000)
            return super().setup_kernel(**how)

    monkeypatch.setattr(execute, "monotonic", lambda: time.monotonic() + sum(passed))
    slow, nb = Slow(submission_timeout=300, asked=True), new_notebook(cells=[new_code_cell("print('done')")])
    slow.preprocess(nb, {"nbgrader": {"student": "x"}, "metadata": {"path": str(tmp_path)}})
    assert (slow.status, printed(nb.cells[0]), passed) == ("graded", "done\n", [1000])
