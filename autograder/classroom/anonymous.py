"""Answers to show in class: three students' own code with one mistake, and nothing in it that says whose it is."""
from __future__ import annotations

import hashlib
import io
import json
import re
import tokenize
from functools import cache

from ..assignment import ASSIGNMENT, NOTEBOOK, source
from ..submission.handed_in import folder_name

SHOWN, LOOKED_AT = 3, 15  # answers of one mistake; notebooks that are opened to find them
MOST, MOST_LINES = 20_000, 60  # characters of a cell that is looked at; lines that are shown


class Answers:
    """The answers of a class whose course folder is `course`. Words of the names and ids in `rows` would give somebody away."""

    def __init__(self, rows, course):
        self.course = course
        self.telling = set().union(*map(words_on, rows)) - words_of_the_lab()

    def to(self, question, misconception, holders):
        """At most SHOWN texts, no two alike; who holds nothing but this mistake first, the rest in an order that tells nothing."""
        ranked = sorted(holders, key=lambda row: (len(row["questions"][question]["misconceptions"]), shuffled(row, misconception)))
        found = {}
        for row in ranked[:LOOKED_AT]:
            text = anonymous(self.answer(row, question))
            if text and not self.tells(text, row):
                found.setdefault("".join(text.split()), text)
            if len(found) == SHOWN:
                break
        return [*found.values()]

    def answer(self, row, question):
        file = self.course / "autograded" / folder_name(row["student_id"]) / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        try:
            cells = json.loads(file.read_bytes())["cells"]
        except (OSError, ValueError):  # not there, or no notebook: the report goes on without it
            return ""
        found = (cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == question)
        return "".join(next(found, ""))

    def tells(self, text, row):
        return bool(words(text) & self.telling) or any(word in text.casefold() for word in words_on(row) - words_of_the_lab())


def anonymous(code):
    """Code without comments, docstrings and empty lines; nothing where it is no Python, or too long to be shown.

    Python's parser is not asked: a text can end its process, and this one is the whole class's.
    """
    lines = code.splitlines()
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(code).readline)] if len(code) <= MOST else []
    except (SyntaxError, tokenize.TokenError):
        return ""
    telling = [token for token in tokens if token.type not in (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)]
    for before, token, after in zip([None, *telling], telling, telling[1:], strict=False):
        if token.type == tokenize.STRING and after.type == tokenize.NEWLINE and (before is None or before.type == tokenize.NEWLINE):
            lines[token.start[0] - 1:token.end[0]] = [""] * (token.end[0] - token.start[0] + 1)
    for token in tokens:
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1][:token.start[1]]
    lines = [line.rstrip() for line in lines if line.strip()]
    return "\n".join(lines) if tokens and len(lines) <= MOST_LINES else ""


def words(text):
    return set(re.findall(r"[^\W_]{3,}", text.casefold()))


def words_on(row):
    about = row.get("handed_in") or {}
    return words(" ".join(str(about.get(key) or "") for key in ("name", "email")) + " " + row["student_id"])


@cache
def words_of_the_lab():
    return words(" ".join(cell.source for cell in source().cells))


def shuffled(row, misconception):
    return hashlib.sha256(f"{misconception} {row['student_id']} {row.get('seed')}".encode("utf-8", "surrogatepass")).digest()
