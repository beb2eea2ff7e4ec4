"""The written answer, where a student wrote it into another cell than its own."""
from __future__ import annotations

import ast
import re

from .halves import tree_of

NAME = "reflection"
STUB = "*Write your answer here.*"  # what the hand-out's cell holds
FOUND = "The written answer stood in another cell of the notebook and was put into its own."
DOUBTFUL = ("The cell for the written answer was left blank. What stands elsewhere in the notebook and may be the answer was put "
            "into it, for a person to read.")


def find_written_answer(cells, source):
    """Where the cell for the written answer was left blank, put into it what the student wrote elsewhere, a sentence above it.

    Looked at are cells without an id, from the heading over the answer on; where that is gone, from the last test on. One text
    between the heading and the hand-out's next text is the answer; two, one further down, or one in a cell of code may be it, and a
    person has to look. The hand-out's own texts are never a student's, not even those of another edition.
    """
    answer = next(cell for cell in cells if cell.grade_id == NAME)
    if re.search(r"\w", answer.text.replace(STUB, "")):
        return
    lesson = Lesson(source)
    written = {cell: words for cell in cells if is_prose(words := lesson.taken_out_of(cell))}
    first = next((place for place, cell in enumerate(cells) if lesson.heading in map(str.strip, cell.text.splitlines())), None)
    if first is None:
        near, after = [], max((place for place, cell in enumerate(cells) if (cell.grade_id or "").startswith("test_")), default=0)
    else:
        after = next((place for place, cell in enumerate(cells) if place > first and lesson.is_in(cell)), len(cells))
        near = [cell for cell in cells[first:after] if cell in written]
    found = near or [cell for cell in cells[after:] if cell in written and cell.kind == "markdown"]
    if found:
        sure = len(near) == 1 and near[0].kind == "markdown"
        answer.text = "\n\n".join([f"*{FOUND if sure else DOUBTFUL}*", *map(written.get, found)])
        cells.remove(answer)
        cells.insert(cells.index(found[0]) + 1, answer)
        cells[:] = [cell for cell in cells if cell not in found or lesson.is_in(cell)]


def note_on(text):
    """(what is said about a written answer that was found elsewhere, whether a person has to look), or None."""
    said = next((said for said in (FOUND, DOUBTFUL) if text.startswith(f"*{said}*")), None)
    return (said, said == DOUBTFUL) if said else None


class Lesson:
    """The hand-out's own texts, known again in a student's notebook: those of another edition too, and with the student's words below.
    """

    def __init__(self, source):
        cells = [cell for cell in source.cells if cell.cell_type == "markdown"]
        place = next(place for place, cell in enumerate(cells) if "nbgrader" in cell.metadata)
        self.heading = cells[place - 1].source.partition("\n")[0].strip()
        self.texts = sorted((cell.source for cell in cells if "nbgrader" not in cell.metadata), key=len, reverse=True)
        self.phrases = set().union(*map(phrases, self.texts))

    def is_in(self, cell):
        return cell.kind == "markdown" and (any(text in cell.text for text in self.texts) or self.is_like(cell.text))

    def is_like(self, text):
        """Whether most of a text is the hand-out's, three words at a time."""
        found = phrases(text)
        return len(found & self.phrases) > len(found) / 2

    def taken_out_of(self, cell):
        """What is left of a cell without the hand-out's texts: nothing where it has an id, or is code that computes something."""
        if cell.grade_id or cell.kind == "code" and computes(cell.text):
            return ""
        text = cell.text
        for ours in self.texts:
            text = text.replace(ours, "")
        return "" if self.is_like(text) else text.replace(STUB, "").strip()


def phrases(text):
    """All runs of three words."""
    words = re.findall(r"\w+", text)
    return set(zip(words, words[1:], words[2:], strict=False))


def computes(code):
    """Whether Python can read a cell, and it holds more than comments and texts."""
    tree = tree_of(code)
    return tree is not None and not all(isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) for part in tree.body)


def is_prose(text):
    """Three words; in a script that does not part them, six letters."""
    return len(re.findall(r"[^\W\d_]+", text)) >= 3 or len(re.findall(r"[^\W\d_]", re.sub("[ -~]", "", text))) >= 6
