"""What a page of feedback begins with: for each question its points, and what cost the others, in a line."""
from __future__ import annotations

from ..judging.judge import paragraph

LONGEST = 160  # characters of a line
WRITTEN = "Your written answer has not been read yet."


def card(nb, judged):
    """[{"id", "name", "points", "max_points", "unread", "lost", "line", "comment"}] of the graded cells, which hold their marks.

    `judged` is {question: what results.jsonl says of it}, or empty where nobody judged the notebook; then no line says why.
    """
    marks = [cell.metadata.nbgrader for cell in nb.cells if cell.metadata.get("nbgrader")]
    commented = {found.grade_id for found in marks if found.get("comment")}
    rows = []
    for found in marks:
        if found.get("grade"):
            question = found.grade_id.removeprefix("test_")
            lost = found.score < found.points
            unread = found.get("unread", False)
            line = WRITTEN if unread else cause(question, judged[question]) if lost and question in judged else ""
            rows.append({"id": found.grade_id, "name": question.replace("_", " "), "points": found.score, "max_points": found.points,
                         "unread": unread, "lost": lost and not unread, "line": line,
                         "comment": question if question in commented else None})
    return rows


def cause(question, judged):
    """The mistakes by their titles, else the first thing that was not as expected."""
    titles = [title(name, question) for name in judged["misconceptions"] if name != "unrecognised"]
    line = " ".join(titles) or next((part["message"] for part in judged["parts"] if not part["passed"]), "")
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]} …"


def title(misconception, question):
    try:
        return paragraph(misconception, question)[0]
    except KeyError:  # graded before it was renamed
        return f"{misconception.replace('_', ' ')}."
