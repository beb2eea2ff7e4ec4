"""Errors: does a student read a sentence that says what to do?"""
import ast
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from kdlab.blanks import open_blanks
from kdlab.errors import speak_plainly
from lab import LAB


@pytest.fixture
def cell(capsys):
    """Runs source as a notebook cell would and returns what the student reads."""
    shell = InteractiveShell()
    speak_plainly(shell)

    def run(source):
        shell.run_cell(source)
        return capsys.readouterr().out
    yield run
    run("None")  # so that no other test's check speaks of a cell that stopped
    shell.history_manager.end_session()


def test_an_open_blank_is_named_with_its_comment(cell):
    """Does arithmetic with an open blank end in the blank's name and hint, and not in a traceback?"""
    cell("def loss(x):\n    # Hint: probabilities, please\n    teacher_soft = ...\n    return teacher_soft * x\n")
    said = cell("loss(2)")
    assert "teacher_soft = ..." in said and "probabilities, please" in said
    assert "Traceback" not in said


def test_unpacking_an_open_blank_is_named(cell):
    """Is `a, b = ...` explained, which fails before any name exists?"""
    assert "`total, hard = ...`" in cell("# Hint: look into history\ntotal, hard = ...")


def test_a_name_from_a_later_cell(cell):
    """Is a student who ran cells out of order told how to run the earlier ones?"""
    said = cell("len(train_loader)")
    assert "`train_loader` does not exist yet" in said and "Run All Above" in said


def test_a_missing_package(cell, monkeypatch):
    """Does an import that fails name the package and the Python that misses it, and one of the lab's own the command that gets it?"""
    said = cell("import a_package_that_nobody_has")
    assert "`a_package_that_nobody_has` is not installed" in said and sys.executable in said and "Look at its spelling" in said
    monkeypatch.setattr("kdlab.errors.PACKAGES", ("torch", "a-package-of-the-lab"))
    assert "%pip install a-package-of-the-lab" in cell("import a_package_of_the_lab")


def test_an_interrupt_says_what_to_do_next(cell):
    """Does Ctrl-C end in a sentence?"""
    assert "run this cell again" in cell("raise KeyboardInterrupt")


@pytest.mark.parametrize("stops", ["def loss(:", "no_such_name", "1 / 0"])
def test_a_check_after_a_cell_that_stopped(cell, stops):
    """Where the last cell did not run through, does a check say that it looks at what was there before, and else not?"""
    cell("from kdlab import further\ndef paired_gain(a, b, truth):\n    return 100 * ((a == truth).float() - (b == truth).float())")
    assert "stopped with an error" not in cell("further.check_paired_gain(paired_gain)")
    cell(stops)
    assert "stopped with an error" in cell("further.check_paired_gain(paired_gain)")
    assert "stopped with an error" not in cell("further.check_paired_gain(paired_gain)")


def test_a_check_that_failed_is_no_cell_that_stopped(cell):
    """Does a check that is run twice, and fails twice, say the same twice?"""
    cell("from kdlab import checks")
    ask = "checks.check_loss_curves({'total_loss': [1]}, [2], [2], [2])"
    assert cell(ask) == cell(ask) and "stopped" not in cell(ask)


def test_other_errors_look_as_always(cell):
    """Is an ordinary mistake left to Python's own message?"""
    assert "ZeroDivisionError" in cell("1 / 0")


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8), st.data())
def test_a_blank_is_open_while_its_last_value_is_an_ellipsis(names, data):
    """For any order of assignments, is exactly the set of names whose last value is `...` reported?"""
    lines = [f"{name} = {data.draw(st.sampled_from(['...', '1']))}" for name in names]
    last = {line.split(" = ")[0]: line.endswith("...") for line in lines}
    found = {ast.parse(name.strip("`")).body[0].targets[0].id for _, name, _ in open_blanks("\n".join(lines))}
    assert found == {name for name, is_open in last.items() if is_open}


def run_lab(code, **environment):
    return subprocess.run([sys.executable, "-c", code], cwd=LAB, capture_output=True, text=True,
                          env={**os.environ, "HF_HUB_OFFLINE": "1", **environment})


def test_an_old_python_is_told_which_one_to_take():
    """Does importing kdlab on Python 3.8 say which Python the lab needs?"""
    done = run_lab("import sys; sys.version_info = (3, 8, 0); import kdlab")
    assert "needs Python 3.11 or newer; this kernel runs Python 3.8" in done.stderr


def test_an_unknown_profile_lists_the_known_ones():
    """Does KD_PROFILE=nonsense end in the list of profiles?"""
    done = run_lab("import kdlab; kdlab.settings()", KD_PROFILE="nonsense")
    assert "KD_PROFILE=nonsense is no profile" in done.stderr and "laptop, paper, grading" in done.stderr
