"""Submissions that are no notebook, made when a test asks for them, and names that are no plain names."""
import os
import socket
import zipfile
from io import BytesIO

import pytest

from autograder.submission.handed_in import Unusable
from student import HANDOUT, of


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
            "a file above": ("unreadable", "There is no")}


def refusal(function, *args):
    with pytest.raises(Unusable) as caught:
        function(*args)
    return caught.value


# Names that a path, a shell, a page, a spreadsheet or nbgrader could take for something else.
NAMES = ["..", "-rf", "a;b $(touch here) `touch here`", "two\nlines", "tab\there", "\udcff\udcfe", "ü" * 120, "x" * 249,
         "<img src=x onerror=alert(1)>", "CON", "nul.txt", "*", "[a-z]", "{student_id}", "%s%n", "=1+1", "@SUM(A1)",
         "'; DROP TABLE student; --", " blank ", "dot.", "~root", "\u202egnp.exe", "王小明", "Zoë Müller", "back\\slash", "feedback",
         "distillation", "a&b=c?d#e", ".hidden", "quote\"s"]
