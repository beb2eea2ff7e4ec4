"""The solution notebook: does it keep the contract, read well, and run from top to bottom to the same numbers?"""
import ast
import base64

import pytest

from lab import ROOT, graded_cells, notebook, run_lab

POINTS = {"distillation_loss": 6, "training_loop": 6, "loss_curves": 2, "evaluation": 3, "compression": 2}


def test_the_contract_of_cells():
    """Are the solution cells, test cells, points and the written answer those that graders depend on?"""
    cells = graded_cells(notebook())
    assert set(cells) == {*POINTS, *(f"test_{name}" for name in POINTS), "reflection"}
    for name, points in POINTS.items():
        solution, test = cells[name].metadata.nbgrader, cells[f"test_{name}"].metadata.nbgrader
        assert (solution.solution, solution.grade) == (True, False)
        assert (test.solution, test.grade, test.locked, test.points) == (False, True, True, points)
    reflection = cells["reflection"]
    assert (reflection.cell_type, reflection.metadata.nbgrader.solution, reflection.metadata.nbgrader.points) == ("markdown", True, 1)


def test_cells_are_short():
    """Has no cell but the loop more than 25 lines of code, and none a line too wide for a laptop's notebook?"""
    for cell in notebook().cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.split("### BEGIN HIDDEN")[0].splitlines() if line.strip() and line.strip()[0] != "#"]
            assert len(lines) <= (45 if cell.id == "training_loop" else 25), cell.id
            assert all(len(line) <= 125 for line in lines), cell.id


def test_the_committed_notebook_was_run_as_it_stands():
    """Was it run from top to bottom on profile `laptop`, with nothing on stderr, no error and no wall of log?"""
    code = [cell for cell in notebook().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert "Profile laptop" in code[0].outputs[0].text
    for cell in code:
        assert not any(out.output_type == "error" or out.get("name") == "stderr" for out in cell.outputs), cell.id
        assert sum(out.get("text", "").count("\n") for out in cell.outputs) <= 25, cell.id


def test_the_readme_shows_the_committed_run():
    """Is the README's picture the comparison that the committed notebook drew?"""
    comparison = next(cell for cell in notebook().cells if cell.id == "comparison")
    picture = next(out.data["image/png"] for out in comparison.outputs if "image/png" in out.get("data", {}))
    assert (ROOT / ".github" / "comparison.png").read_bytes() == base64.b64decode(picture)


def test_every_step_of_the_exercise_is_there():
    """Do the headings go through the exercise's eight steps and end in a written conclusion?"""
    headings = [cell.source.splitlines()[0] for cell in notebook().cells if cell.source.startswith("## ")]
    assert [h.split(":")[0] for h in headings[:8]] == [f"## Step {i}" for i in range(1, 9)]
    assert headings[8:] == ["## Your conclusion", "## What you can do now", "## Going further"]


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    return [run_lab(tmp_path_factory.mktemp("lab"), KD_PROFILE="grading") for _ in range(2)]


@pytest.mark.slow
def test_results_have_the_columns_that_others_read(two_runs):
    """Does results.json hold the contract's fields, and do they fit each other?"""
    results = two_runs[0]
    models = ["teacher", "student", "plain_student"]
    assert set(results) == {"profile", "device", "seconds", "param_reduction", "agreement", "untrained_cosine",
                            "untrained_student_cosine", *models}
    assert all(set(results[model]) == {"accuracy", "f1", "twins", "parameters", "ms_per_batch"} for model in models)
    sizes = [results[model]["parameters"] for model in models]
    assert sizes[1] == sizes[2] and results["param_reduction"] == pytest.approx(100 * (1 - sizes[1] / sizes[0]))
    assert results["profile"] == "grading" and 0 <= results["agreement"] <= 100


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers(two_runs):
    """Are all numbers of two runs equal but the times?"""
    for results in two_runs:
        results.pop("seconds")
        for model in "teacher", "student", "plain_student":
            results[model].pop("ms_per_batch")
    assert two_runs[0] == two_runs[1]


def test_the_worked_example_is_right():
    """Is [0.02, 0.98] at T = 3 what the text says?"""
    import numpy as np

    margin = np.log(0.98 / 0.02)
    softened = 1 / (1 + np.exp(-margin / 3))
    text = next(cell.source for cell in notebook().cells if "What a temperature does" in cell.source)
    assert f"{margin:.1f} apart" in text and f"{margin / 3:.1f} apart" in text and f"[{1 - softened:.3f}, {softened:.3f}]" in text


def test_all_code_is_python():
    """Does every code cell parse?"""
    for cell in notebook().cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)
