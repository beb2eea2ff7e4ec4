"""What a graded class gives back: OUT/report/canvas.csv, moodle.csv or brightspace.csv, and OUT/feedback.zip."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...submission.handed_in import Unusable
from ..downloads.no_notebook import HAND_IN, listed
from ..downloads.understand import HandedIn
from ..journal import replacing
from ..spreadsheet import as_csv
from ..writer import as_bytes, write
from .feedback_zip import write_feedback_zip
from .roster import Roster
from .score import mark
from .tables import tables

FILES = ("canvas", "moodle", "brightspace")
UPLOADS = {"canvas": "Canvas: the assignment's page, Upload Submissions",
           "moodle": "Moodle: the assignment's submissions, Upload multiple feedback files in a zip"}
NOTHING = f"You have handed in nothing. {HAND_IN}"
NONE = "No file for import: nothing in the download is known to a grade import. Give the platform's own grade export with --roster."


@dataclass
class Marks:
    """The marks of a class for its platform. Raises NotUnderstood where the roster that is asked for cannot be used."""
    asked: object
    students: dict  # HandedIn by student_id; those whom the roster adds join them
    summary: str = ""
    roster: Roster | None = None
    lines: dict = field(default_factory=dict)  # of the roster, by student_id
    unmatched: dict = field(default_factory=dict)  # {student_id: why}

    def __post_init__(self):
        if not self.asked.roster:
            return
        self.roster = Roster(self.asked.roster, self.asked.column)
        matched = self.roster.matched({student: handed_in.about for student, handed_in in self.students.items()})
        self.lines, self.unmatched = dict(matched.lines), matched.reasons
        students = {student: self.named(handed_in, self.lines[student]) if student in self.lines else handed_in
                    for student, handed_in in self.students.items()}
        for at in matched.idle:
            student = self.roster.id_of(at)
            while student in students:
                student += " (another)"
            self.lines[student] = at
            students[student] = self.named(HandedIn(None, Unusable("missing", NOTHING), {}, {}), at)
        self.students = dict(sorted(students.items()))
        self.summary = (f"{self.roster.export.title}: {len(self.roster.export.lines)} students, {len(matched.idle)} of them handed "
                        f"nothing in. The marks go to {self.roster.table[0][self.roster.column]!r}.")

    def named(self, handed_in, at):
        said = {"name": self.roster.name_of(at), "email": self.roster.email_of(at)}
        return replace(handed_in, about={**handed_in.about, **{key: value for key, value in said.items() if value}})

    def write(self, rows, out, page_of):
        """Write the files for rows of results.jsonl; `page_of` gives the path of a student's page. Returns what to say of them."""
        by_id, made = {row["student_id"]: row for row in rows}, {}
        if self.roster:
            points = self.asked.points or self.roster.points or max(row["max_score"] for row in rows)
            marks = {at: mark(by_id[student], points, self.asked) for student, at in self.lines.items()}
            made[self.roster.export.platform] = self.roster.filled({at: text for at, text in marks.items() if text is not None})
            count = sum(text is not None for text in marks.values())
        else:
            points = self.asked.points or max(row["max_score"] for row in rows)
            found, self.unmatched = tables(rows, points, self.asked)
            made = {platform: as_bytes(as_csv(table)) for platform, table in found.items()}
            count = sum(mark(row, points, self.asked) is not None for row in rows if row["student_id"] not in self.unmatched)
        for platform in FILES:
            file = out / "report" / f"{platform}.csv"
            if platform in made:
                write(file, made[platform])
            else:
                file.unlink(missing_ok=True)
        files = " or ".join(str(out / "report" / f"{platform}.csv") for platform in made)
        said = [f"For import: {files}, {count} marks of {points:g} points at most." if made else NONE]
        if self.unmatched:
            said.append(f"Not in it, so enter them by hand: {listed([f'{who} ({why})' for who, why in self.unmatched.items()])}.")
        return [*said, *self.write_feedback(rows, out, page_of)]

    def write_feedback(self, rows, out, page_of):
        file = out / "feedback.zip"
        platform = next((name for row in rows if (name := row["handed_in"].get("platform")) in UPLOADS), None)
        if not platform:
            file.unlink(missing_ok=True)
            return []
        theirs = [row for row in rows if row["handed_in"].get("platform") == platform]
        with replacing(file) as archive:
            left_out = write_feedback_zip(archive, theirs, lambda row: page_of(row["student_id"]).read_text(encoding="utf-8"))
        said = [f"Feedback to give back: {file} ({UPLOADS[platform]})."]
        if left_out:
            said.append(f"Not in it: {listed(left_out)}. {next(iter(left_out.values()))}.")
        return said
