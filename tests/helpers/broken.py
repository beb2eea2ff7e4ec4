"""Broken submissions, made when a test asks for them: files that are no notebook, and notebooks that can be put in order."""
import copy
import json
import os
import socket
import zipfile
from io import BytesIO

import pytest
from autograder.judging.questions import QUESTIONS
from autograder.submission.handed_in import Unusable

from lab import ROOT, graded_cells, notebook

HANDOUT = (ROOT / "notebooks" / "distillation" / "distillation.ipynb").read_bytes()
SOURCE = notebook()
ANSWERS = {name: graded_cells(SOURCE)[name].source for name in (*QUESTIONS, "reflection")}


def student(**answers):
    """The hand-out with right answers filled in, some replaced by others, as the JSON object of a student's file."""
    nb = json.loads(HANDOUT)
    for cell in nb["cells"]:
        name = id_of(cell)
        if name in ANSWERS:
            cell["source"] = answers.get(name, ANSWERS[name])
    return nb


def id_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def find(nb, name):
    return next(cell for cell in nb["cells"] if id_of(cell) == name)


BLANK = {name: "".join(find(json.loads(HANDOUT), name)["source"]) for name in QUESTIONS}


def as_bytes(nb, encoding="utf-8"):
    return json.dumps(nb, ensure_ascii=False).encode(encoding, "surrogatepass")


def of(change):
    """The bytes of a student's notebook that `change` was done to."""
    nb = student()
    change(nb)
    return as_bytes(nb)


def zipped():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("distillation.ipynb", HANDOUT)
    return archive.getvalue()


def merge(data):
    lines = data.split(b"\n")
    return b"\n".join([*lines[:40], b"<<<<<<< HEAD", *lines[40:50], b"=======", *lines[45:50], b">>>>>>> theirs", *lines[50:]])


# Bytes that are no notebook: name, bytes, words of the sentence.
UNREADABLE = {
    "zero bytes": (b"", "is empty"),
    "blanks": (b" \r\n\t\n", "zeros or blanks"),
    "zeros": (bytes(5000), "zeros or blanks"),
    "byte order mark alone": (b"\xef\xbb\xbf", "ends in the middle"),
    "half of it": (HANDOUT[:len(HANDOUT) // 2], "ends in the middle"),
    "last bracket lost": (HANDOUT.rstrip()[:-1], "ends in the middle"),
    "cut inside a letter": (b'{"cells": [{"source": "\xc3', "ends in the middle"),
    "merge": (merge(HANDOUT), "unfinished merge"),
    "merge in the first line": (b"<<<<<<< HEAD\n" + HANDOUT, "unfinished merge"),
    "latin 1": (HANDOUT.replace(b"Softening", b"Sof\xe9tening", 1), "not in UTF-8"),
    "noise": (bytes(range(253, 127, -1)) * 9, "not in UTF-8"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
    "zip": (zipped(), "a ZIP archive"),
    "web page": (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<title>Sign in</title>", "a web page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(20), "a picture"),
    "mac": (b"\0\5\x16\7\0\2\0\0Mac OS X" + bytes(20), "macOS"),
    "gradebook": (b"SQLite format 3\0" + bytes(80), "a database"),
    "python": (b"import torch\nprint(1)\n", "line 1 is not the JSON"),
    "comma too many": (HANDOUT.replace(b'"cells": [', b'"cells": [,', 1), "line 2 is not the JSON"),
    "two notebooks": (HANDOUT + HANDOUT, "is not the JSON"),
    "list": (b"[1, 2]", "JSON but not a notebook"),
    "null": (b"null", "JSON but not a notebook"),
    "endless number": (b"9" * 1_000_000, "JSON but not a notebook"),
    "other json": (b'{"version": 3, "NaN": NaN}', "no notebook cells"),
    "no cells": (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no notebook cells"),
    "cells are a number": (of(lambda nb: nb.update(cells=7)), "no notebook cells"),
    "cells are no cells": (of(lambda nb: nb.update(cells=[1, None, "x", []])), "no notebook cells"),
    "worksheets are odd": (b'{"worksheets": [3, {"cells": 4}, {"cells": [5]}], "nbformat": 3}', "no notebook cells"),
    "deep": (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "million cells": (b'{"cells": [' + b"{}," * 1_000_000 + b"{}]}", "1,000,001 cells"),
    "memory bomb": (b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}", "more than 3 million values"),
    "a book in a cell": (of(lambda nb: nb["cells"][2].update(source="#" * 600_000)), "characters of code"),
    "a library": (of(lambda nb: nb["cells"][0].update(source="#" * 10_000_001)), "characters of text"),
}


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


def bound(path):
    """A socket of the file system."""
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path has to be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def odd_files(folder, honest):
    """Things in a folder of submissions that are no ordinary files: {student_id: (status, words of the sentence)}.

    `honest` is a notebook outside of it that links point to.
    """
    os.mkfifo(folder / "pipe.ipynb")
    bound(folder / "socket.ipynb")
    (folder / "terabyte.ipynb").touch()
    os.truncate(folder / "terabyte.ipynb", 10 ** 12)
    (folder / "folder.ipynb").mkdir()
    (folder / "link.ipynb").symlink_to(honest)
    (folder / "link to a device.ipynb").symlink_to("/dev/zero")
    (folder / "link to itself.ipynb").symlink_to("link to itself.ipynb")
    (folder / "link to nothing").symlink_to("nowhere")
    (folder / "link to a folder").symlink_to(honest.parent.parent)
    (folder / "inner link").mkdir()
    (folder / "inner link" / "distillation").symlink_to(honest.parent)
    (folder / "last link" / "distillation").mkdir(parents=True)
    (folder / "last link" / "distillation" / "distillation.ipynb").symlink_to(honest)
    (folder / "pipe" / "distillation").mkdir(parents=True)
    os.mkfifo(folder / "pipe" / "distillation" / "distillation.ipynb")
    (folder / "nothing").mkdir()
    (folder / "nothing inside" / "distillation").mkdir(parents=True)
    (folder / "a file above").mkdir()
    (folder / "a file above" / "distillation").write_text("distillation.ipynb lies elsewhere")
    return {"socket": ("unreadable", "not a file"), "terabyte": ("unreadable", "too big"), "folder": ("unreadable", "a folder"),
            **{name: ("unreadable", "a link") for name in ("link", "link to a device", "link to itself", "link to nothing",
                                                           "link to a folder", "inner link", "last link")},
            "pipe": ("unreadable", "a pipe"), "nothing": ("missing", "There is no"), "nothing inside": ("missing", "There is no"),
            "a file above": ("missing", "There is no")}


def refusal(function, *args):
    with pytest.raises(Unusable) as caught:
        function(*args)
    return caught.value


# Names that a path, a shell, a page, a spreadsheet or nbgrader could take for something else.
NAMES = ["..", "-rf", "a;b $(touch here) `touch here`", "two\nlines", "tab\there", "\udcff\udcfe", "ü" * 120, "x" * 249,
         "<img src=x onerror=alert(1)>", "CON", "nul.txt", "*", "[a-z]", "{student_id}", "%s%n", "=1+1", "@SUM(A1)",
         "'; DROP TABLE student; --", " blank ", "dot.", "~root", "\u202egnp.exe", "王小明", "Zoë Müller", "back\\slash", "feedback",
         "distillation", "a&b=c?d#e", ".hidden", "quote\"s"]
