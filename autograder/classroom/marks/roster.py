"""A platform's own grade export: who is in the course, who of them is who in the download, and the column for the marks."""
from __future__ import annotations

import codecs
import csv
import io
from collections import defaultdict
from dataclasses import dataclass

from ...assignment import ASSIGNMENT
from ...submission.handed_in import Unusable, read
from ..downloads.no_notebook import listed
from ..downloads.understand import NotUnderstood, appearance
from ..spreadsheet import harmless
from .exports import EXPORTS

NOT_A_TABLE = "{} is no table that can be read: give the platform's grade export as CSV, as it came."
OF_NO_PLATFORM = "{} is not the grade export of Canvas, Moodle (its grading worksheet is the surest) or Brightspace."
WHICH = "{} has no column of its own for this lab that can be told. Name it with --column; there are: {}."
NOBODY = "Nobody in the download is in {}. Is it of another course? With ids of Canvas or Moodle, take the same platform's export."
INTERNAL = {"canvas": ("email",), "moodle": ("email", "name"), "brightspace": ("email", "name")}  # whose ids no other file knows
KEPT = {"EX", "N/A"}  # Canvas's words for who is excused, or not given the assignment
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Matched:
    lines: dict[str, int]  # {student_id: line of the table}
    reasons: dict[str, str]  # {student_id: why no line is theirs}
    idle: list[int]  # lines of those who are known to have handed in nothing


class Roster:
    """Raises NotUnderstood where the file at `path` cannot be read, or has no column for the marks."""

    def __init__(self, path, column=None):
        self.path, self.name = path, path.name
        try:
            data = read(path.resolve())
            self.encoding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "utf-8")
            text = data.decode(self.encoding)
            self.end = "\r\n" if "\r\n" in text else "\n"
            self.delimiter = max(",;\t", key=lambda char: len(next(cells_of(text, char), ())))
            table = [line for line in cells_of(text, self.delimiter) if any(line)]
        except (Unusable, ValueError, csv.Error):
            raise NotUnderstood(NOT_A_TABLE.format(path)) from None
        width = len(table[0]) if table else 0
        if width < 3 or any(len(line) > width for line in table):
            raise NotUnderstood(NOT_A_TABLE.format(path))
        self.table = [line + [""] * (width - len(line)) for line in table]
        self.export = next(filter(None, (form(self.table) for form in EXPORTS)), None)
        if self.export is None:
            raise NotUnderstood(OF_NO_PLATFORM.format(path))
        self.column = self.chosen(column)
        self.points = self.export.points(self.column)
        columns = [[self.table[at][column].strip() for at in self.export.lines] for column in range(self.export.who)]
        self.telling = [at for at, cells in enumerate(columns) if at not in self.export.names
                        and len({*filter(None, cells)}) == len([*filter(None, cells)])]  # columns that tell people apart
        self.known = defaultdict(set)  # {what somebody may be called: lines}
        for at in self.export.lines:
            for key in self.keys(at):
                self.known[key].add(at)
        self.by_id = {self.id_of(at): at for at in self.export.lines}
        self.unsafe = set() if self.export.id_of else {
            at for at in self.export.lines if harmless(self.email_of(at)) != self.email_of(at) or not self.email_of(at)}

    def chosen(self, asked):
        """The column that the marks go to."""
        headers = {at: self.table[0][at] for at in self.export.fill}
        word = (asked or ASSIGNMENT).casefold()
        found = [at for at, header in headers.items() if header == asked] or \
            [at for at, header in headers.items() if word in header.casefold()]
        if len(found) != 1 and not asked and len(headers) == 1:
            found = [*headers]
        if len(found) != 1:
            raise NotUnderstood(WHICH.format(self.path, "; ".join(map(repr, headers.values())) or "none"))
        return found[0]

    def keys(self, at):
        """All that a line's student may be called: never a part of a name, nor a department."""
        name = self.name_of(at)
        cells = [self.table[at][column].strip() for column in self.telling]
        texts = [name, " ".join(name.split(",", 1)[::-1]), *(cell.removeprefix("#") for cell in cells)]
        return {look(text) for text in texts if text.strip()}

    def name_of(self, at):
        return " ".join(self.table[at][column].strip() for column in self.export.names)

    def email_of(self, at):
        return next((cell.strip() for cell in self.table[at][:self.export.who] if "@" in cell), "")

    def id_of(self, at):
        """What the download calls a line's student, or would."""
        if self.export.id_of:
            return self.export.id_of(self.table[at])
        return self.email_of(at) or next((cell.strip().removeprefix("#") for cell in self.table[at] if cell.strip()), "")

    def candidates(self, student_id, about):
        """The lines that may be a student's, by the platform's id where download and roster are of one platform."""
        platform = about.get("platform")
        if self.export.id_of and platform == self.export.platform:
            return {self.by_id[student_id]} if student_id in self.by_id else set()
        said = {**about, "student_id": student_id}
        for key in INTERNAL.get(platform, ("student_id", "email", "name")):
            if said.get(key) and (lines := self.known.get(look(said[key]))):
                return lines
        return set()

    def matched(self, students):
        """The Matched of {student_id: what the download says of them}. Nobody is given another's line: in doubt it is nobody's.

        Raises NotUnderstood where nobody is found.
        """
        may_be = {student: self.candidates(student, about) for student, about in students.items()}
        claims = defaultdict(set)
        for student, candidates in may_be.items():
            claims[frozenset(candidates)].add(student)
        lines, reasons = {}, {}
        for student, candidates in may_be.items():
            if not candidates:
                reasons[student] = f"nobody in {self.name} is called so"
            elif len(candidates) > 1:
                reasons[student] = f"{len(candidates)} in {self.name} are called so"
            elif candidates <= self.unsafe:
                reasons[student] = f"{self.name} has no address of theirs, or one that a spreadsheet would take for a formula"
            elif rivals := claims[frozenset(candidates)] - {student}:
                reasons[student] = f"{listed(sorted(rivals))} would be the same student in {self.name}"
            elif self.table[min(candidates)][self.column].strip() in KEPT:
                reasons[student] = f"excused, or not given the assignment, in {self.name}"
            else:
                lines[student], = candidates
        if students and not any(may_be.values()):
            raise NotUnderstood(NOBODY.format(self.path))
        sure = all(self.export.id_of and students[student].get("platform") == self.export.platform for student in reasons)
        claimed = set().union(*may_be.values())
        idle = [at for at in self.export.lines if at not in claimed and self.table[at][self.column].strip() not in KEPT]
        return Matched(lines, reasons, idle if sure else [])

    def filled(self, marks):
        """The file's bytes with {line: mark} in its column, and all else as it was: but names that are formulas are made harmless."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self.end)
        for at, line in enumerate(self.table):
            who, rest = line[:self.export.who], line[self.export.who:]
            if at in marks:
                rest[self.column - self.export.who] = marks[at]
            if at not in self.unsafe:
                writer.writerow([*(map(harmless, who) if at in self.export.lines else who), *rest])
        return text.getvalue().encode(self.encoding)


def cells_of(text, delimiter):
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may hold a student's whole answer
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def look(name):
    return appearance(name).casefold()
