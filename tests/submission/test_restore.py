"""Files that are broken, by accident or on purpose: does each get its right status, and lose only what it does not hold?"""
import copy
import csv
import html
import json
import os
import random
import subprocess
import sys
import tracemalloc

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.classroom.spreadsheet import harmless
from autograder.judging.questions import QUESTIONS
from autograder.submission.handed_in import Unusable, folder_name
from autograder.submission.restore import restored
from broken import NAMES, UNREADABLE, odd_files, refusal
from disordered import RESTORABLE, forge, half, old, twice, without
from lab import ROOT, graded_cells
from student import ANSWERS, BLANK, HANDOUT, SOURCE, as_bytes, id_of, of, short, student

KNOWN = graded_cells(SOURCE)
OWN = "mine = 1"  # a cell of the student's own


def check(nb):
    """What holds of every restored notebook, whatever it was made from. Returns {grade_id: its place}."""
    nbformat.validate(nb)
    MetadataValidator().validate_nb(nb)
    labelled = [(cell.metadata.nbgrader.grade_id, place) for place, cell in enumerate(nb.cells) if cell.metadata]
    places = dict(labelled)
    assert sorted(name for name, _ in labelled) == sorted(KNOWN)
    for name, place in labelled:
        cell = nb.cells[place]
        assert cell.metadata == KNOWN[name].metadata and cell.cell_type == KNOWN[name].cell_type
        if name.startswith("test_"):
            assert cell.source == KNOWN[name].source and place > places[name.removeprefix("test_")]
    assert nb.metadata == SOURCE.metadata
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
    assert not any(cell.get("outputs") or cell.get("execution_count") or "attachments" in cell for cell in nb.cells)
    nbformat.writes(nb).encode()  # no half of a letter is left
    return places


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_notebook_says_what_it_is(name):
    """Does the student read what is wrong with the file, and what to do?"""
    data, words = UNREADABLE[name]
    unusable = refusal(restored, data, SOURCE)
    assert unusable.status == "unreadable" and words in unusable.sentence and "hand" in unusable.sentence


@pytest.mark.parametrize("name", RESTORABLE)
def test_a_broken_notebook_is_put_in_order(name):
    """Is every right answer found again, in the cell that is graded, and every test behind its answer?"""
    nb = restored(RESTORABLE[name](), SOURCE)
    places = check(nb)
    for question in QUESTIONS:
        assert nb.cells[places[question]].source.split() == ANSWERS[question].split(), question
    assert ANSWERS["reflection"] in nb.cells[places["reflection"]].source
    assert [places[question] for question in QUESTIONS] == sorted(places[question] for question in QUESTIONS)


def test_the_hand_out_as_it_is_stays_as_it_is():
    """Are the texts of a notebook that nobody broke the same, cell by cell, tests apart?"""
    nb, lesson = restored(HANDOUT, SOURCE), nbformat.reads(HANDOUT.decode(), as_version=4)
    tests = {f"test_{name}" for name in QUESTIONS}
    assert [(cell.cell_type, cell.source) for cell in nb.cells if id_of(cell) not in tests] == \
        [(cell.cell_type, cell.source) for cell in lesson.cells if id_of(cell) not in tests]
    assert [id_of(cell) for cell in nb.cells] == [id_of(cell) for cell in lesson.cells]


def test_a_missing_answer_is_an_empty_cell():
    """Deleted with its test, or with everything: is there an empty cell where the answer would be, and the test behind it?"""
    nb = restored(of(without("evaluation", "test_evaluation")), SOURCE)
    places = check(nb)
    assert places["test_loss_curves"] < places["evaluation"] == places["test_evaluation"] - 1 == places["compression"] - 2
    assert nb.cells[places["evaluation"]].source == ""
    nb = restored(as_bytes({"cells": [{"cell_type": "code", "source": OWN}]}), SOURCE)
    assert [id_of(cell) for cell in nb.cells if cell.source != OWN] == list(check(nb)) == list(KNOWN)
    assert [nb.cells[place].source for name, place in check(nb).items() if not name.startswith("test_")] == [""] * 6


def test_of_two_attempts_the_last_is_graded_and_both_run():
    """Is what the kernel is left with what is graded, with the other attempt where it was, as code without an id?"""
    first, last = "param_reduction = 40.0", "param_reduction = 41.0"
    nb = restored(of(twice("compression", first, last)), SOURCE)
    place = check(nb)["compression"]
    assert [cell.source for cell in nb.cells[place - 1:place + 1]] == [first, last]
    assert nb.cells[place - 1].cell_type == "code"


def test_an_open_blank_never_undoes_an_answer():
    """A copy with the blank below or above the answer, or far below it: is it left out, and is it kept where nothing else is there?"""
    for change in twice("training_loop", None, BLANK["training_loop"]), twice("training_loop", BLANK["training_loop"]):
        nb = restored(of(change), SOURCE)
        assert nb.cells[check(nb)["training_loop"]].source == ANSWERS["training_loop"]
        assert BLANK["training_loop"] not in [cell.source for cell in nb.cells]
    nb = restored(of(twice("compression", BLANK["compression"], BLANK["compression"])), SOURCE)
    assert nb.cells[check(nb)["compression"]].source == BLANK["compression"]


@pytest.mark.parametrize(("name", "mark"), [("training_loop", "optimizer"), ("distillation_loss", "criterion ="),
                                            ("compression", "### END"), ("loss_curves", "epochs")])
def test_the_halves_of_a_split_answer_are_joined(name, mark):
    """Cut in two by Jupyter's Split Cell, which gives both halves the id: is the whole graded?"""
    nb = restored(of(half(name, mark)), SOURCE)
    assert nb.cells[check(nb)[name]].source.split() == ANSWERS[name].split()


def test_a_cell_magic_stays_on_top():
    """Halves that begin with a cell magic, which holds for a whole cell: do they stay apart?"""
    nb = restored(of(twice("compression", "%%time\nn = 1", "%%time\nparam_reduction = n")), SOURCE)
    place = check(nb)["compression"]
    assert [cell.source for cell in nb.cells[place - 1:place + 1]] == ["%%time\nn = 1", "%%time\nparam_reduction = n"]


def test_a_test_that_comes_back_stands_behind_the_students_own_cells():
    """An answer spread over cells of the student's own, and no test: is the test behind them, and before the lesson goes on?"""
    def change(nb):
        without("test_distillation_loss")(nb)
        at = [id_of(cell) for cell in nb["cells"]].index("distillation_loss") + 1
        nb["cells"][at:at] = [{"cell_type": "code", "metadata": {}, "source": OWN}, {"cell_type": "markdown", "source": "So."}]
    nb = restored(of(change), SOURCE)
    places = check(nb)
    assert [cell.source for cell in nb.cells[places["distillation_loss"] + 1:places["test_distillation_loss"]]] == [OWN, "So."]
    assert nb.cells[places["test_distillation_loss"] + 1].source.startswith("## Step 5: Training")


def test_two_reflections_are_both_read():
    """Does whoever grades by hand see every text that the student wrote under this id, and a blank one as the blank it is?"""
    nb = restored(of(twice("reflection", "It did.", "It did not.")), SOURCE)
    assert nb.cells[check(nb)["reflection"]].source == "It did.\n\nIt did not."
    nb = restored(of(twice("reflection", "*Write your answer here.*", "*Write your answer here.*")), SOURCE)
    assert nb.cells[check(nb)["reflection"]].source == "*Write your answer here.*"


def test_half_of_a_letter_does_no_harm():
    """A lone surrogate and a NUL in a code cell: a replacement character each, and a letter in two halves put together?"""
    nb = restored(b'{"cells": [{"cell_type": "code", "source": ["a = \'\\ud83d", "\\ude00\\ud83d\\u0000\'"]}]}', SOURCE)
    assert nb.cells[0].source == "a = '\U0001f600\ufffd\ufffd'"
    check(nb)


ODD = [None, True, 0, -1, 1e308, 10 ** 400, float("nan"), "", "x", "\ud800", "\0", "code", "markdown", "test_compression",
       [], {}, [[]], [None], {"": {}}, {"nbgrader": {"grade_id": "evaluation"}}, {"nbgrader": {"grade_id": ["evaluation"]}},
       {"cell_type": "code"}, ["x", 3, None], "...", "x = (", "%%bash\n", "param_reduction = ...", "param_reduction = 1"]


def keys(node):
    return list(node) if isinstance(node, dict) else range(len(node))


def mutate(nb, dice):
    """Change one place of a notebook's JSON: take away, double, exchange, or put something odd there."""
    parent = nb
    while parent and isinstance(child := parent[dice.choice(keys(parent))], (dict, list)) and child and dice.random() < 0.8:
        parent = child
    if not parent:
        return
    key, other, how = dice.choice(keys(parent)), dice.choice(keys(parent)), dice.random()
    if how < 0.25:
        del parent[key]
    elif how < 0.5 and isinstance(parent, list):
        parent.insert(other, copy.deepcopy(parent[key]))
    elif how < 0.7:
        parent[key], parent[other] = parent[other], parent[key]
    else:
        parent[key] = copy.deepcopy(dice.choice(ODD))


@pytest.mark.slow
def test_no_notebook_upsets_the_grader():
    """A thousand notebooks with parts of their JSON or bytes of their file changed at random: a sentence or a sound notebook?"""
    dice, seen = random.Random(4), {True: 0, False: 0}
    for _ in range(1000):
        nb = student()
        for _ in range(dice.choice([1, 3, 10, 100])):
            mutate(nb, dice)
        data = bytearray(json.dumps(nb).encode(dice.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32-le"])))
        if dice.random() < 0.2:
            del data[dice.randrange(len(data)):]
        for _ in range(dice.choice([0, 0, 0, 1, 10])):
            if data:
                data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            check(restored(bytes(data), SOURCE))
            seen[True] += 1
        except Unusable as unusable:
            assert unusable.status == "unreadable" and unusable.sentence.endswith(".")
            seen[False] += 1
    assert min(seen.values()) > 10, seen


EXECUTED = {"..": (lambda: of(forge, short), 19), "a;b $(touch here) `touch here`": (lambda: as_bytes(old(short(), 3), "utf-16"), 19),
            "\udcff\udcfe": (lambda: of(lambda nb: [twice(name, None, BLANK[name])(nb) for name in QUESTIONS], short), 19),
            "two\nlines": (lambda: of(without(*(f"test_{name}" for name in QUESTIONS)), short), 19),
            "Zoë Müller": (lambda: of(without("evaluation", "test_evaluation"), short), 16)}


@pytest.mark.slow
def test_a_class_of_broken_files(tmp_path):
    """All of them in one class, under names that are paths, shell words, HTML: has each its row, status, points, sentence, page?"""
    folder, out, honest = tmp_path / "class", tmp_path / "out", tmp_path / "honest" / "distillation" / "distillation.ipynb"
    honest.parent.mkdir(parents=True)
    honest.write_bytes(as_bytes(student()))
    folder.mkdir()
    expected = {name: (status, 0, words) for name, (status, words) in odd_files(folder, honest).items()}
    for name, (data, words) in {**UNREADABLE, **dict.fromkeys(NAMES, UNREADABLE["zero bytes"])}.items():
        (folder / f"{name}.ipynb").write_bytes(data)
        expected[name] = "unreadable", 0, words
    for name, (make, points) in EXECUTED.items():
        (folder / f"{name}.ipynb").write_bytes(make())
        expected[name] = "graded", points, ""
    assert len(expected) >= 75
    before = set(os.listdir(ROOT))
    done = subprocess.run([sys.executable, "-m", "autograder", "grade", folder, "--out", out, "--sandbox", "none"], cwd=ROOT,
                          capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    found = {row["student_id"]: row for row in map(json.loads, (out / "results.jsonl").read_text("utf-8").rstrip("\n").split("\n"))}
    assert {name: (row["status"], row["score"]) for name, row in found.items()} == \
        {name: (status, points) for name, (status, points, _) in expected.items()}
    for name, (_, points, words) in expected.items():
        page = (out / "feedback" / f"{folder_name(name)}.html").read_text("utf-8")
        assert words in html.unescape(page)
        assert points or words in found[name]["questions"]["compression"]["parts"][0]["message"]
    with open(out / "grades.csv", encoding="utf-8", newline="") as table:
        assert {row["student_id"] for row in csv.DictReader(table)} == \
            {harmless(name.encode("utf-8", "backslashreplace").decode()) for name in expected}
    assert not {"here", "x"} & (set(os.listdir(ROOT)) - before) and set(os.listdir(tmp_path)) == {"class", "honest", "out"}


@pytest.mark.parametrize("where", ("in the long text", "elsewhere"))
def test_an_emoji_takes_no_memory(where):
    """A file with 50 MB of output and one emoji: less than three times its size, and every cell as it was, emoji and all?"""
    nb = copy.deepcopy(SOURCE)
    nb.cells[0].source += "\N{GRINNING FACE} \\ \""
    data = json.dumps(nb, ensure_ascii=False)
    long = "x" * 50_000_000 + ("\N{GRINNING FACE}" if where == "in the long text" else "")
    output = '{"output_type": "stream", "name": "stdout", "text": "' + long + '"}'
    data = data.replace('"outputs": []', f'"outputs": [{output}]', 1).encode()
    assert len(data) > 50_000_000
    tracemalloc.start()
    cells = restored(data, SOURCE).cells
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [cell.source for cell in cells] == [cell.source for cell in nb.cells]
    assert peak < 3 * len(data)
