"""Notebooks that hold the right answers and can be put in order."""
import copy
import json

from autograder.judging.questions import QUESTIONS
from student import ANSWERS, BLANK, as_bytes, code, find, id_of, of, short, student


def without(*names):
    return lambda nb: nb.update(cells=[cell for cell in nb["cells"] if id_of(cell) not in names])


def twice(name, first=None, second=None):
    """A cell and its copy right below it."""
    def change(nb):
        cell = find(nb, name)
        again = copy.deepcopy(cell)
        nb["cells"].insert(nb["cells"].index(cell) + 1, again)
        cell["source"], again["source"] = first or cell["source"], second or cell["source"]
    return change


def every(change, *names):
    def changed(nb):
        for cell in nb["cells"]:
            if id_of(cell) in names:
                change(cell)
    return changed


def rename(cell):
    cell["metadata"]["nbgrader"]["grade_id"] += " copy"


def old(nb, version):
    """As nbformat 1 to 3 wrote it."""
    keys = {"code": "code", "markdown": "text"} if version == 1 else {"code": "input", "markdown": "source"}
    made = []
    for cell in nb["cells"]:
        kind = cell["cell_type"]
        more = {"language": "python", "outputs": [], "prompt_number": 3} if kind == "code" else {}
        made.append({"cell_type": "text" if keys[kind] == "text" else kind, keys[kind]: cell["source"], "metadata": cell["metadata"],
                     **more})
    made.append({"cell_type": "heading", "level": 2, "source": "The end", "metadata": {}})
    body = {"cells": made} if version == 1 else {"worksheets": [{"cells": made[:20]}, {"cells": made[20:]}]}
    return {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": "x"}, **body}


def forge(nb):
    """Everything in the file that a grader could believe, forged."""
    nb["metadata"] = {"kernelspec": {"name": "bash", "display_name": "x"}, "distillation_lab": {"status": "graded"}, "widgets": 3}
    for place, cell in enumerate(nb["cells"]):
        cell |= {"id": "same", "attachments": {"x": {"image/svg+xml": "<svg onload=alert(1)>"}}, "execution_count": -10 ** 30}
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "6"}, "metadata": {}}, place]
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        if id_of(cell):
            cell["metadata"]["nbgrader"] |= {"points": 1e9, "locked": False, "solution": True, "grade": True, "checksum": [],
                                             "task": 1}
            if id_of(cell).startswith("test_"):
                cell["source"] = "6"


def shuffle(nb):
    """Every test above its answer, as whoever moves cells may leave them."""
    tests = [cell for cell in nb["cells"] if (id_of(cell) or "").startswith("test_")]
    nb["cells"] = tests + [cell for cell in nb["cells"] if cell not in tests]


def half(name, mark):
    """Both halves of an answer that Jupyter's Split Cell cut before `mark`, each with the id."""
    start, _, end = ANSWERS[name].partition(mark)
    return twice(name, start.rstrip() + "\n", mark + end)


def split(name, *marks, keep=0, at="\n"):
    """The pieces of an answer that VS Code's Split Cell cut before each mark: one of them keeps the id. Returns the notebook."""
    nb = short()
    cell = find(nb, name)
    texts, rest = [], cell["source"]
    for mark in marks:
        start, _, rest = rest.partition(mark)
        texts, rest = [*texts, start.removesuffix(at)], mark + rest
    pieces = [{**cell, "source": source} if number == keep else code(source) for number, source in enumerate([*texts, rest])]
    place = nb["cells"].index(cell)
    nb["cells"][place:place + 1] = pieces
    return nb


def big():
    """100 MB, nearly all of it one picture in an output."""
    nb = student()
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 100_000_000}}
    nb["cells"][2]["outputs"] = [picture]
    return as_bytes(nb)


def further_down(name):
    """The blank is still there; the answer stands in a cell of the student's own below it."""
    def change(nb):
        cell = find(nb, name)
        nb["cells"].insert(nb["cells"].index(cell) + 1, {"cell_type": "code", "metadata": {}, "source": cell["source"]})
        cell["source"] = BLANK[name]
    return change


# Notebooks that hold the right answers and can be put in order: name, a function that makes the bytes.
RESTORABLE = {
    "as it is": lambda: as_bytes(student()),
    "utf 8 with a byte order mark": lambda: as_bytes(student(), "utf-8-sig"),
    "utf 16": lambda: as_bytes(student(), "utf-16"),
    "utf 16 without a mark": lambda: as_bytes(student(), "utf-16-be"),
    "utf 32": lambda: as_bytes(student(), "utf-32"),
    "windows line ends": lambda: json.dumps(student(), indent=1).replace("\n", "\r\n").encode(),
    "format 1": lambda: as_bytes(old(student(), 1)),
    "format 2": lambda: as_bytes(old(student(), 2)),
    "format 3": lambda: as_bytes(old(student(), 3)),
    "format 3 in utf 16": lambda: as_bytes(old(student(), 3), "utf-16"),
    "format 4.99": lambda: of(lambda nb: nb.update(nbformat_minor=99, new={"key": 1})),
    "no format": lambda: of(lambda nb: [nb.pop(key) for key in ("nbformat", "nbformat_minor", "metadata")]),
    "format is a text": lambda: of(lambda nb: nb.update(nbformat="four", metadata=[3])),
    "sources as lists": lambda: of(lambda nb: [c.update(source="".join(c["source"]).splitlines(True)) for c in nb["cells"]]),
    "hundred megabytes": big,
    "forged": lambda: of(forge),
    "tests deleted": lambda: of(without(*(f"test_{name}" for name in QUESTIONS))),
    "tests renamed": lambda: of(every(rename, *(f"test_{name}" for name in QUESTIONS))),
    "tests twice": lambda: of(lambda nb: [twice(f"test_{name}")(nb) for name in QUESTIONS]),
    "tests emptied": lambda: of(every(lambda cell: cell.update(source=[]), *(f"test_{name}" for name in QUESTIONS))),
    "tests are text": lambda: of(every(lambda cell: cell.update(cell_type="markdown"), *(f"test_{name}" for name in QUESTIONS))),
    "tests above answers": lambda: of(shuffle),
    "answers are text": lambda: of(every(lambda cell: cell.update(cell_type="raw"), *QUESTIONS)),
    "answers twice": lambda: of(lambda nb: [twice(name)(nb) for name in QUESTIONS]),
    "blank above the answer": lambda: of(lambda nb: [twice(name, BLANK[name])(nb) for name in QUESTIONS]),
    "blank below the answer": lambda: of(lambda nb: [twice(name, None, BLANK[name])(nb) for name in QUESTIONS]),
    "empty copy below": lambda: of(lambda nb: [twice(name, None, "\n")(nb) for name in QUESTIONS]),
    "ids lost": lambda: of(every(lambda cell: cell.update(metadata=None), *QUESTIONS)),
    "ids renamed": lambda: of(every(rename, *QUESTIONS)),
    "answers further down": lambda: of(lambda nb: [further_down(name)(nb) for name in QUESTIONS]),
    "no metadata at all": lambda: of(lambda nb: [cell.pop("metadata") for cell in nb["cells"]]),
    "curves split": lambda: of(half("loss_curves", "fig")),
    "odd cells between": lambda: of(lambda nb: nb["cells"].__setitem__(slice(5, 5), [
        3, None, {}, {"cell_type": 7, "source": 8, "metadata": {"nbgrader": {"grade_id": ["evaluation"]}}}])),
    "broken half of a letter": lambda: of(lambda nb: nb["cells"][0].update(source="# \ud83d")),
}
