"""What attacks the judge, or a grader's patience, works on other graders: nbgrader as it comes, or one that asks all the same."""
import time

import pytest
from nbformat.v4 import new_notebook

from asking import ask, cell, everybody_is_asked_the_same
from attacks import ATTACKS
from in_process import CORPUS
from naive import chokes_on, points, stock

pytestmark = pytest.mark.slow


def of_kind(*kinds):
    found = [attack for attack in ATTACKS if attack.kind in kinds]
    return pytest.mark.parametrize("attack", found, ids=[attack.name for attack in found])


@of_kind("points")
def test_a_test_in_the_students_process_is_beaten(attack, machine, tmp_path):
    """Does nbgrader, with tests that assert where the student's code ran, give points to somebody who has no answer?"""
    assert points(attack, machine.cell_of(attack), tmp_path) > 0


def test_a_test_in_the_students_process_is_fair(machine, tmp_path):
    """Would it give none to an empty cell, and the point to a right one? (Else the test above proves nothing.)"""
    for attack in (attack for attack in ATTACKS if attack.name == "float_that_lies"):
        assert points(attack, "pass", tmp_path) == 0
        assert points(attack, (CORPUS / "compression" / "right" / "one_line.py").read_text(), tmp_path) == 1


@of_kind("replay")
def test_a_replay_works_where_everybody_is_asked_the_same(attack, machine, tmp_path, monkeypatch):
    """Does an earlier probe's right answer bring full marks without code, where inputs are no secret and the first answer counts?"""
    everybody_is_asked_the_same(monkeypatch)
    assert ask(attack.question, machine.cell_of(attack), tmp_path) == 2


@of_kind("says")
def test_a_lie_reaches_the_judge(attack, machine, tmp_path, monkeypatch):
    """Is what the attacker wants to be believed in the bytes that the judge is given?"""
    sent = everybody_is_asked_the_same(monkeypatch)
    monkeypatch.setattr("autograder.judging.judge.listen", lambda module, inputs, answer: ([], []))
    ask(attack.question, machine.cell_of(attack), tmp_path)
    assert attack.what in sent[attack.question].decode(errors="replace").replace('\\"', '"')


@of_kind("stock")
def test_nbgrader_as_it_comes_chokes(attack, machine, tmp_path):
    """Does it fail on this notebook, or get no answer any more, so that one student stops the batch?"""
    nb = new_notebook(cells=[cell("1", "test_one"), cell("print('still here')")])
    nb.cells[0].metadata.nbgrader.update(locked=True, solution=False, schema_version=3, cell_type="code")
    if attack.edits:
        exec(attack.code, {"nb": nb})
    else:
        nb.cells[0].source = machine.cell_of(attack)
    assert chokes_on(nb, tmp_path)


@of_kind("terminal")
def test_a_kernel_as_it_comes_writes_to_the_terminal(attack, machine, tmp_path, capfd):
    """Does what the student wrote stand on the instructor's terminal?"""
    stock(new_notebook(cells=[cell(machine.cell_of(attack))]), tmp_path, kernel_name="python3")
    assert attack.name in capfd.readouterr().out


@of_kind("slow")
def test_nbclient_as_it_comes_is_slow(attack, machine, tmp_path):
    """Does what was printed cost the grader seconds after the cell has long ended?"""
    nb = new_notebook(cells=[cell(machine.cell_of(attack))])
    started = time.monotonic()
    stock(nb, tmp_path, coalesce_streams=True)
    assert time.monotonic() - started > float(attack.what)
