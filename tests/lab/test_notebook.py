"""The solution notebook: does it keep the contract, read well, and run from top to bottom to the same numbers?"""
import ast
import base64
import copy
import re

import pytest
import torch
from nbclient import NotebookClient

from kdlab import experiment
from lab import LAB, ROOT, graded_cells, notebook, printed, run_lab

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
    assert "Profile laptop" in printed(code[0])
    for cell in code:
        assert not any(out.output_type == "error" or out.get("name") == "stderr" for out in cell.outputs), cell.id
        assert sum(out.get("text", "").count("\n") for out in cell.outputs) <= 25, cell.id


def test_the_readme_shows_the_committed_run():
    """Is the README's picture the comparison that the committed notebook drew?"""
    comparison = next(cell for cell in notebook().cells if cell.id == "comparison")
    picture = next(out.data["image/png"] for out in comparison.outputs if "image/png" in out.get("data", {}))
    assert (ROOT / ".github" / "comparison.png").read_bytes() == base64.b64decode(picture)


def test_the_readme_says_what_rounding_gives():
    """Are the README's numbers of the teacher merely rounded, and of the student, those of the committed notebook's table?"""
    table = next(cell for cell in notebook().cells if cell.id == "further_smaller")
    found = {line[:28].strip(): line[28:].split() for line in printed(table).splitlines()}
    (size, accuracy, *_), (small, rounded, *_, quicker), (student_size, student, *_, quick) = (
        found[name] for name in ("teacher", "teacher, ONNX int8", "student"))
    said = " ".join((ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8").split())
    assert (f"{rounded} % for {accuracy} %, {small} MB for {size}, {quicker} times as fast "
            f"(the student: {student} %, {student_size} MB, {quick} times)") in said


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
def test_cells_run_again_after_training(monkeypatch):
    """Run again, does the untrained cosine's cell print what it printed before, and the models' cell that they are untrained anew?"""
    monkeypatch.setenv("KD_PROFILE", "grading")
    cells, nb = {cell.id: cell for cell in notebook().cells}, notebook()
    nb.cells = [copy.deepcopy(cells[name]) for name in ("setup", "models", "tickets", "untrained", "batches", "fine_tune",
                                                        "teacher_training", "untrained", "student_training", "models")]
    nb.cells[-2].source = "history = {}"
    nb.cells[-3].id, nb.cells[-1].id = "untrained again", "models again"
    NotebookClient(nb, timeout=300, coalesce_streams=True, resources={"metadata": {"path": str(LAB)}}).execute()
    assert nb.cells[3].outputs == nb.cells[-3].outputs != []
    said, again = (printed(nb.cells[place]) for place in (1, -1))
    assert again.startswith(said) and "Run Step 5 again" in again.removeprefix(said)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers(two_runs):
    """Are all numbers of two runs equal but the times?"""
    for name in two_runs[0].keys() - {"seconds"}:
        first, second = ({**run[name], "ms_per_batch": 0} if isinstance(run[name], dict) else run[name] for run in two_runs)
        assert first == second, name


def test_the_worked_example_is_right():
    """Is [0.02, 0.98] at T = 3 what the text says?"""
    import numpy as np

    margin = np.log(0.98 / 0.02)
    softened = 1 / (1 + np.exp(-margin / 3))
    text = next(cell.source for cell in notebook().cells if cell.id == "text-12")
    assert f"{margin:.1f} apart" in text and f"{margin / 3:.1f} apart" in text and f"[{1 - softened:.3f}, {softened:.3f}]" in text


CONSTANTS = {  # numbers of the text's own, not measured ones
    "title": {"83 %": "an example of an answer", "50,000": "the story"},
    "text-untrained": {"50": "a coin's"},
    "text-47": dict.fromkeys(["90 %", "9", "1", "99", "8 %"], "an example, computed by a test below"),
    "text-12": dict.fromkeys(["10", "99 %", "0.49", "0.97", "1.13", "0.11", "0.011", "0.02", "0.98", "3.9", "1.3", "0.215", "0.785"],
                             "examples, computed by the tests below"),
    "text-19": {"999": "a thousand classes, less one"},
    "text-seeds": {"95 %": "the level of the intervals"}, "text-intervals": {"95 %": "the same"},
    "text-39": {"95": "a percentile"}, "text-45": {"90 %": "an example"}, "text-50": {"24": "hours of a day"},
    "text-further-smaller": {"4": "bytes of a float32", "127": "the largest int8"},
}


def test_numbers_in_the_text_are_printed_near_by():
    """Is each number that the text tells in the code or the output of the cells around it, or a constant with its reason?"""
    cells, recipes = notebook().cells, str(experiment.read()["about"]["recipes"])
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" or cell.id == "reflection":
            continue
        text = re.sub(r"\[[^\]]*\]\(http[^)]*\)|`[^`]*`|\$[^$]*\$|^#.*$|(Steps?|section) [\d.]+", " ", cell.source, flags=re.MULTILINE)
        near = recipes + " ".join(other.source + str(other.get("outputs", "")) for other in cells[max(0, place - 4):place + 5]
                        if other.cell_type == "code")
        known = CONSTANTS.get(cell.id, {})
        for number in re.findall(r"(?<![\w-])[+-]?\d[\d,.]*\d(?: %)?|(?<![\w-])\d(?: %)?", text):
            assert number in known or number.removesuffix(" %").replace(",", "") in near.replace(",", "").replace("_", ""), \
                (cell.id, number)


def test_the_pull_of_a_softened_teacher_is_what_the_text_says():
    """Is the gradient of the margin, with and without T², that of the example?"""
    text = next(cell.source for cell in notebook().cells if cell.id == "text-12")
    margin = torch.tensor(0.99 / 0.01).log()
    for temperature, with_factor, without in ((1, "0.49", "0.49"), (3, "0.97", "0.11"), (10, "1.13", "0.011")):
        student = torch.zeros(1, requires_grad=True)
        p, q = torch.sigmoid(margin / temperature), torch.sigmoid(student / temperature)
        (p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log()).backward()
        pull = -student.grad.item()
        assert float(without) == pytest.approx(pull, abs=0.006 if temperature < 10 else 0.0006) and without in text
        assert float(with_factor) == pytest.approx(temperature**2 * pull, abs=0.006) and with_factor in text


def test_an_honest_ninety_per_cent_among_a_hundred_candidates():
    """Is 9 to 1 on half-and-half pairs what the text says it is where one candidate in a hundred is a duplicate?"""
    text = next(cell.source for cell in notebook().cells if cell.id == "text-47")
    assert f"9 to 99, or {9 / (9 + 99):.0%}".replace("%", " %") in text


def test_all_code_is_python():
    """Does every code cell parse?"""
    for cell in notebook().cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)
