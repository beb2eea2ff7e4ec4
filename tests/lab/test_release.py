"""The hand-out: is it what the solution gives today, without an answer in it, and does it tell a student when it is done?"""
import ast
import shutil

import nbformat
import pytest

from autograder.blanks import blank
from lab import ROOT, graded_cells, notebook, run

pytestmark = pytest.mark.slow

RELEASE = ROOT / "notebooks" / "distillation"


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)}


def test_the_hand_out_is_up_to_date(tmp_path):
    """Does `make release` give, byte for byte, what is committed in notebooks/?"""
    done = run("nbgrader", "generate_assignment", "distillation", "--create", f"--CourseDirectory.release_directory={tmp_path}",
                    f"--db=sqlite:///{tmp_path}/release.db", cwd=ROOT / "autograder")
    assert done.returncode == 0, done.stderr[-2000:]
    made, committed = files(tmp_path / "distillation"), files(RELEASE)
    assert set(made) == set(committed)
    assert [name for name in made if made[name] != committed[name]] == [], "run `make release` and commit notebooks/"


def test_no_answer_is_left():
    """Is no solution region, hidden test or line of a solution in any file of the hand-out?"""
    everything = b"".join(files(RELEASE).values()).decode(errors="replace")  # weights are no text
    for word in "BEGIN SOLUTION", "END SOLUTION", "HIDDEN", "judge_here", "Model answer":
        assert word not in everything
    for question in "distillation_loss", "training_loop", "loss_curves", "evaluation", "compression":
        source = graded_cells(notebook())[question].source
        answers = [line.split("#")[0].strip() for region in source.split("### BEGIN SOLUTION\n")[1:]
                   for line in region.split("### END SOLUTION")[0].splitlines() if line.strip()]
        released = graded_cells(notebook("notebooks"))[question].source
        assert answers and not [line for line in answers if line in released]


def test_every_blank_keeps_its_name():
    """Is each blank an assignment of `...` to the value's name (or a lone `...`), under a TODO with a hint?"""
    names = []
    for question, cell in graded_cells(notebook("notebooks")).items():
        if cell.cell_type == "code" and cell.metadata.nbgrader.solution:
            lines = cell.source.splitlines()
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, (ast.Assign, ast.Expr)) and getattr(node.value, "value", None) is ...:
                    names.append(ast.unparse(node.targets[0]).strip("()") if isinstance(node, ast.Assign) else question)
                    above = "\n".join(lines[:node.lineno - 1])
                    assert "Hint:" in above[above.rindex("TODO:"):]
    assert sorted(names) == sorted([
        "teacher_soft", "student_soft", "distillation_loss", "hard_loss", "combined_loss",
        "training_loop", "teacher_outputs", "teacher_logits", "student_outputs", "loss, distill_loss, hard_loss",
        "total_loss, distillation_loss, hard_loss", "evaluation", "no_gradients", "predicted", "param_reduction"])


@pytest.mark.parametrize("solution, expected", [
    ("a = f(1)  # (B,)", "a = ...  # (B,)"), ("a, b = f(\n    1)", "a, b = ..."), ("model.eval()", "..."),
    ('é = "ü"  # note', "é = ...  # note"), ("x.y = 1\nz = 2", "x.y = ...\nz = ..."),
])
def test_blanks(solution, expected):
    """Does a statement become its name and an ellipsis, comments kept?"""
    assert blank(solution) == expected


@pytest.fixture
def handed_out(tmp_path):
    return shutil.copytree(RELEASE, tmp_path / "distillation")


def test_validate_fails_while_blanks_are_open(handed_out):
    """Does `nbgrader validate` on the hand-out as it is name a failing check and an open blank?"""
    done = run("nbgrader", "validate", "distillation.ipynb", cwd=handed_out, KD_PROFILE="grading")
    assert "VALIDATION FAILED" in done.stdout and "check_distillation_loss" in done.stdout, done.stdout[-3000:] + done.stderr[-2000:]


def test_validate_passes_once_they_are_filled(handed_out):
    """Does it pass when the blanks hold the solution?"""
    path = handed_out / "distillation.ipynb"
    nb, solution = nbformat.read(path, as_version=4), graded_cells(notebook())
    for name, cell in graded_cells(nb).items():
        if cell.metadata.nbgrader.solution:
            cell.source = solution[name].source
    nbformat.write(nb, path)
    done = run("nbgrader", "validate", "distillation.ipynb", "--ExecutePreprocessor.timeout=300", cwd=handed_out, KD_PROFILE="grading")
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout[-3000:] + done.stderr[-2000:]
