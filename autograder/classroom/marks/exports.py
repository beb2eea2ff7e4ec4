"""Whose grade export is a table? What each platform's says of its students and of its marks: one small function a platform.

Read in the platforms' sources: Canvas's lib/gradebook_exporter.rb, Moodle's mod/assign/gradingtable.php and
grade/export/txt/grade_export_txt.php. Of Brightspace's, what others' scripts read.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

TOTAL = re.compile(r"\b(Current|Final) (Score|Points|Grade)\b|Override (Score|Grade|Status)")  # in Canvas's headers, never translated
PARTICIPANT = re.compile(r"(\D+?)\s*([0-9]{1,18})")  # `Participant 31`, in any language
MAX_POINTS = re.compile(r"<\w+ MaxPoints:([0-9.]+)")
WHO = ("OrgDefinedId", "Username", "Last Name", "First Name", "Email")  # Brightspace's headers


@dataclass(frozen=True)
class Export:
    platform: str  # whose file it is, and whose downloads have the same ids, if it has ids
    title: str
    lines: list[int]  # those of students
    who: int  # the first so many columns say who a student is
    names: tuple[int, ...]  # of these columns a name is made
    fill: list[int]  # columns that can hold the mark
    id_of: Callable | None = None  # a line's id, as downloads have it
    points: Callable = lambda column: None  # the most that a column's marks can be, where the file says it


def canvas(table):
    header = table[0]
    if header[0] not in ("Student", "LastName") or "ID" not in header[:3]:
        return None
    number = header.index("ID")
    who = (header.index("Section") if "Section" in header else number) + 1
    most = next((line for line in table[1:] if line[0].strip() == "Points Possible"), [""] * len(header))
    return Export("canvas", "Canvas's gradebook", [at for at, line in enumerate(table) if line[number].strip().isdecimal()], who,
                  (1, 0) if number == 2 else (0,),
                  [column for column in range(who, len(header)) if not TOTAL.search(header[column])
                   and "read only" not in most[column]],
                  lambda line: line[number].strip(), lambda column: number_in(most[column]))


def worksheet(table):
    """Moodle's grading worksheet, in any language: `Participant 31` first, and marks left of the highest that there is."""
    header, students = table[0], table[1:]
    ids = [PARTICIPANT.fullmatch(line[0].strip()) for line in students]
    if not ids or not all(ids) or len({found[1] for found in ids}) > 1:
        return None
    columns = [*zip(*students, strict=True)]
    marks = [at - 1 for at in range(2, len(header)) if len({*columns[at]}) == 1 and number_in(columns[at][0])
             and all(number_in(cell) is not None or cell.strip() in ("", "-") for cell in columns[at - 1])][:1]
    if not marks:
        return None
    who = max(marks[0] - 1, 1)  # all but the status; only the number where marking is blind
    return Export("moodle", "Moodle's grading worksheet", [*range(1, len(table))], who, (1,)[:who - 1], marks,
                  lambda line: PARTICIPANT.fullmatch(line[0].strip())[2], lambda column: number_in(students[0][column + 1]))


def gradebook(table):
    """Moodle's export of a course's grades as plain text: names first, then what else is known, the address last."""
    addresses = [at for at, (_, *cells) in enumerate(zip(*table, strict=True))
                 if any(cells) and all("@" in cell for cell in filter(None, cells))]
    if not addresses or addresses[-1] < 2:
        return None
    who = addresses[-1] + 1
    return Export("moodle", "Moodle's grade export", [*range(1, len(table))], who, (0, 1), [*range(who, len(table[0]))])


def brightspace(table):
    header = table[0]
    who = [header.index(name) for name in WHO if name in header]
    if "End-of-Line Indicator" not in header or not who:
        return None
    names = tuple(header.index(name) for name in ("First Name", "Last Name") if name in header)
    return Export("brightspace", "Brightspace's grade export", [*range(1, len(table))], max(who) + 1, names,
                  [at for at in range(max(who) + 1, len(header)) if "Points Grade" in header[at]],
                  points=lambda column: (found := MAX_POINTS.search(header[column])) and float(found[1]))


def number_in(cell):
    """The number in a cell, with a point or a comma, or None."""
    cell = cell.strip().replace(",", ".")
    return float(cell) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", cell) else None


EXPORTS = canvas, brightspace, worksheet, gradebook
