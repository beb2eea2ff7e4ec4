"""The written answer in another cell than its own: does whoever grades by hand see it, and does a person look where it is in doubt?"""
import nbformat
import pytest

from autograder.submission.reflection import DOUBTFUL, FOUND, STUB
from autograder.submission.restore import restored
from disordered import every, without
from student import BLANK_REFLECTION, SOURCE, as_bytes, code, find, graded, id_of, put, short, text

ANSWER = "The plain student is as good, within the interval: it did not help."
OTHER = "Then I looked at the table over many seeds, and changed my mind."


def in_place(change, source=BLANK_REFLECTION):
    """A notebook whose written answer was left blank, and then changed."""
    def made():
        nb = short(reflection=source)
        change(nb)
        return nb
    return made


def beside(offset, *cells):
    return lambda nb: put(nb, find(nb, "reflection"), offset, *cells)


def changed(**keys):
    return every(lambda cell: cell.update(keys), "reflection")


def said_in(start, more):
    """A text of the hand-out that a student wrote on into."""
    def change(nb):
        cell = next(cell for cell in nb["cells"] if cell["source"].startswith(start))
        cell["source"] += f"\n\n{more}"
    return change


def without_heading(nb):
    nb["cells"] = [cell for cell in nb["cells"] if not cell["source"].startswith("## Your conclusion")]
    beside(1, text(ANSWER))(nb)


def another_edition(nb):
    for cell in nb["cells"]:
        if cell["cell_type"] == "markdown" and not id_of(cell):
            cell["source"] = cell["source"].replace("student", "pupil")


FOUND_IN = {  # where it is, the sentence above it, the texts
    "a cell below": (in_place(beside(1, text(ANSWER))), FOUND, [ANSWER]),
    "a cell above": (in_place(beside(0, text(ANSWER))), FOUND, [ANSWER]),
    "a cell below an empty one": (in_place(beside(1, text(ANSWER)), ""), FOUND, [ANSWER]),
    "a cell without the id": (in_place(changed(metadata={}, source=ANSWER)), FOUND, [ANSWER]),
    "below the words that stand for it": (in_place(changed(metadata={}, source=f"{STUB}\n\n{ANSWER}")), FOUND, [ANSWER]),
    "a raw cell": (in_place(changed(metadata={}, cell_type="raw", source=ANSWER)), FOUND, [ANSWER]),
    "the heading's cell": (in_place(said_in("## Your conclusion", ANSWER)), FOUND, [ANSWER]),
    "another script": (in_place(beside(1, text("蒸馏没有帮助。"))), FOUND, ["蒸馏没有帮助。"]),
    "a code cell": (in_place(changed(metadata={}, cell_type="code", source=ANSWER)), DOUBTFUL, [ANSWER]),
    "a comment": (in_place(beside(1, code(f"# {ANSWER}"))), DOUBTFUL, [f"# {ANSWER}"]),
    "two cells": (in_place(beside(1, text(ANSWER), text(OTHER))), DOUBTFUL, [ANSWER, OTHER]),
    "above and below": (in_place(lambda nb: [beside(1, text(OTHER))(nb), beside(0, text(ANSWER))(nb)]), DOUBTFUL, [ANSWER, OTHER]),
    "the text after it": (in_place(said_in("## What you can do now", ANSWER)), DOUBTFUL, [ANSWER]),
    "the last cell of all": (in_place(lambda nb: nb["cells"].append(text(ANSWER))), DOUBTFUL, [ANSWER]),
    "no place, for the heading is gone": (in_place(without_heading), DOUBTFUL, [ANSWER]),
}
IN_ITS_CELL = {  # its cell's own text
    "nowhere": (in_place(lambda nb: None), BLANK_REFLECTION),
    "nowhere, and the cell is empty": (in_place(lambda nb: None, ""), ""),
    "nowhere, and the cell is gone": (in_place(without("reflection")), ""),
    "nowhere, though there are notes above": (in_place(lambda nb: nb["cells"].insert(3, text(ANSWER))), BLANK_REFLECTION),
    "nowhere, though there is code": (in_place(beside(1, code("print('one more of my own')"))), BLANK_REFLECTION),
    "nowhere, though there is a line": (in_place(beside(1, text("---"))), BLANK_REFLECTION),
    "nowhere, in another edition of the texts": (in_place(another_edition), BLANK_REFLECTION),
    "its own cell, now code": (in_place(changed(cell_type="code", source=ANSWER)), ANSWER),
    "its own cell, now raw": (in_place(changed(cell_type="raw", source=ANSWER)), ANSWER),
    "its own cell, with more below": (in_place(lambda nb: [changed(source="No.")(nb), beside(1, text(ANSWER))(nb)]), "No."),
}


def cell_of(nb):
    cell, = (cell for cell in nb.cells if id_of(cell) == "reflection")
    return cell


def test_the_hand_out_says_what_a_blank_answer_is():
    """Are the words that stand for the answer the ones that are looked for?"""
    assert BLANK_REFLECTION == STUB


@pytest.mark.parametrize("where", FOUND_IN)
def test_a_written_answer_is_found(where):
    """In its own cell, with what was seen said above it, all of the student's words once, and none of the lesson's lost?"""
    make, said, texts = FOUND_IN[where]
    nb = restored(as_bytes(make()), SOURCE)
    assert cell_of(nb).source == "\n\n".join([f"*{said}*", *texts])
    everything = "\n".join(cell.source for cell in nb.cells)
    assert all(everything.count(words) == 1 for words in texts if "heading" not in where and "text after" not in where)
    lesson = [cell["source"] for cell in short()["cells"] if cell["cell_type"] == "markdown" and not id_of(cell)]
    assert len([words for words in lesson if words not in everything]) == ("is gone" in where)
    again = restored(nbformat.writes(nb).encode(), SOURCE)
    assert [cell.source for cell in again.cells] == [cell.source for cell in nb.cells]


@pytest.mark.parametrize("where", IN_ITS_CELL)
def test_nothing_is_found_where_there_is_nothing(where):
    """No answer at all, or one in its own cell: is that cell's text what the student left?"""
    make, words = IN_ITS_CELL[where]
    assert cell_of(restored(as_bytes(make()), SOURCE)).source == words


@pytest.mark.slow
@pytest.mark.parametrize(("where", "needs_person", "by_hand"), [("a cell below", False, True), ("two cells", True, True),
                                                                ("nowhere", False, False)])
def test_whoever_grades_by_hand_is_asked(where, needs_person, by_hand):
    """Found, in doubt, or not there: is the grade left to a person, does the page show the words, and does the row say so?"""
    make, *expected = (FOUND_IN | IN_ITS_CELL)[where]
    made = graded(make())
    reflection = made.marks["grades"]["reflection"]
    assert reflection["needs_manual_grade"] == by_hand and made.row["needs_person"] == needs_person
    assert made.row["notes"] == (expected[:1] if by_hand else [])
    assert made.marks["comments"]["reflection"]["auto_comment"] == (None if by_hand else "No response.")
    assert (ANSWER in made.page) == by_hand and made.row["score"] == 19
