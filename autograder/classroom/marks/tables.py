"""Files for import from the download alone, for a platform that finds its students by what the download says of them."""
from __future__ import annotations

from ...assignment import ASSIGNMENT
from ..spreadsheet import harmless
from .score import mark, number

TAKEN_BY = {"canvas": ("canvas",), "moodle": ("moodle",), "brightspace": ()}  # others' ids may be logins anywhere
NOT_NAMED = "is not named as in {}'s download, so that nobody there is known to be it"
FORMULA = "begins like a formula, which a spreadsheet would run; with --roster it is found by another name"
NO_ID = "has no name that an import can match"


def tables(rows, points, asked):
    """({platform: table}, {student_id: why nobody matches it}) of rows of results.jsonl."""
    source = next((row["handed_in"]["platform"] for row in rows if "platform" in row["handed_in"]), None)
    known, unmatched = [], {}
    for row in rows:
        student_id = row["student_id"]
        if row["handed_in"].get("platform") != source:
            unmatched[student_id] = NOT_NAMED.format(source.capitalize())
        elif harmless(student_id) != student_id:
            unmatched[student_id] = FORMULA
        elif student_id.strip() in ("", "0"):  # Moodle would give their mark to the one above
            unmatched[student_id] = NO_ID
        else:
            known.append(row)
    made = {name: table for name, table in (("canvas", canvas), ("moodle", moodle)) if name in TAKEN_BY.get(source, (name,))}
    return {name: table(known, source, points, asked) for name, table in made.items()}, unmatched


def canvas(rows, source, points, asked):
    """Canvas finds a student by `ID`, its own number, else by the login; an assignment by its title."""
    def line(row):
        ids = (row["student_id"], "", "") if source == "canvas" else ("", "", row["student_id"])
        return name_of(row), *ids, "", mark(row, points, asked) or ""
    return [("Student", "ID", "SIS User ID", "SIS Login ID", "Section", asked.column or ASSIGNMENT),
            ("    Points Possible", "", "", "", "", number(points, asked)), *map(line, rows)]


def moodle(rows, source, points, asked):
    """The assignment's grading worksheet where the participants' numbers are known, else a table for the course's grade import."""
    if source == "moodle":
        return [("Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"),
                *((f"Participant {row['student_id']}", name_of(row), mark(row, points, asked) or "", number(points, asked), "-")
                  for row in rows)]
    return [("email" if source == "gradescope" else "username", asked.column or ASSIGNMENT),
            *((row["student_id"], mark(row, points, asked) or "") for row in rows)]


def name_of(row):
    return row["handed_in"].get("name", row["student_id"])
