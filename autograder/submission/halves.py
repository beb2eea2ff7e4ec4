"""The halves of a cell that was split. VS Code's Split Cell leaves one half of an answer without its id.

By neither of two rules can a cell of the student's own harm an answer beside it:
1. By the text (`join_halves`): the code cells without an id that stand right beside an answer belong to it where it is whole with
   them (Python can read it, and it makes the name that the question asks for), and it is not without them, or one of them is
   nothing that Python could read alone, such as the lower half of a function.
2. By what it does (`with_halves`): an answer whose text is run once more by its probe is tried with the cells right beside it where
   it is not right alone: no text tells whether a figure is finished.
"""
from __future__ import annotations

import re
from itertools import product, takewhile

from kdlab import syntax

MOST, LONGEST = 3, 20_000  # cells on each side; characters of an answer


def join_halves(cells, answer, is_whole, is_half):
    """Take into the cell `answer` the halves that its text is not whole without, and take them out of `cells`."""
    while window := smallest_whole(cells, answer, is_whole, is_half):
        answer.text = joined([cell.text for cell in window])
        cells[:] = [cell for cell in cells if cell is answer or cell not in window]


def smallest_whole(cells, answer, is_whole, is_half):
    """The fewest cells that have to be one, the answer's own among them, or None."""
    before, after = beside(cells, answer, lambda cell: is_half(cell) and len(cell.text) < LONGEST)
    lacking = {cell for cell in (*before, *after) if not can_be_read(cell.text)}
    if not (is_whole(answer.text) and can_be_read(answer.text)):
        lacking.add(answer)
    for above, below in sorted(product(range(len(before) + 1), range(len(after) + 1)), key=sum):
        window = [*before[len(before) - above:], answer, *after[:below]]
        if len(window) > 1 and lacking.intersection(window) and sum(len(cell.text) for cell in window) < LONGEST:
            text = joined([cell.text for cell in window])
            if is_whole(text) and can_be_read(text):
                return window
    return None


def with_halves(cells, answer, is_half):
    """The texts that an answer would have with what stands below it, with what stands above it, and with both."""
    before, after = ([cell.source for cell in side] for side in beside(cells, answer, is_half))
    texts = [[answer.source, *after], [*before, answer.source], [*before, answer.source, *after]]
    sides = after, before, before and after
    return ["\n".join(text) for text, side in zip(texts, sides, strict=True) if side]


def beside(cells, answer, is_half):
    """(cells right above, cells right below) an answer that may be halves of it, both from top to bottom."""
    place = next(place for place, cell in enumerate(cells) if cell is answer)
    above = [*takewhile(is_half, reversed(cells[max(0, place - MOST):place]))]
    return above[::-1], [*takewhile(is_half, cells[place + 1:place + 1 + MOST])]


def joined(texts):
    """The text that was split: between two lines, or else inside of one that says nothing without its end."""
    lines, one_line = "\n\n".join(texts), "".join(texts)
    return one_line if not can_be_read(lines) and not can_be_read("\n".join(texts[:-1])) and can_be_read(one_line) else lines


def can_be_read(text):
    """Whether Python can read a cell's text as it stands."""
    return tree_of(text) is not None


def tree_of(text):
    """The syntax tree of a cell's text as it stands, each of Jupyter's own lines a `pass` in it; None where Python cannot read it."""
    try:
        return syntax.tree_of(re.sub(r"^([ \t]*)[%!].*", r"\1pass", text, flags=re.MULTILINE))
    except syntax.GIVES_UP:
        return None
