"""A class's download, a folder or an archive: which platform's it is, who is in it, and what of each is graded."""
from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...assignment import ASSIGNMENT
from ...submission.handed_in import Unusable, read
from .archive import files_in
from .choose import Pile
from .files import KEPT_BY_NBGRADER, MAX_FILES, File, files_below
from .layouts import PLATFORMS, TABLES_OF_CONTENTS, is_beside, plain, submitted
from .no_notebook import listed

MAX_WRAPPED = 4  # folders and archives, one in the other, around a class
MOST_NAMESAKES = 5  # where more have one name it is no name, but the platform's word for somebody unnamed


class NotUnderstood(Exception):
    """What was given cannot be opened, or is not of the layout that was asked for; the message says so."""


@dataclass(frozen=True)
class HandedIn:
    file: File | None  # that is graded
    refusal: Unusable | None  # why there is none
    about: dict  # for the student's row
    beside: dict[str, File]  # what nbgrader keeps beside it, by name

    def data(self):
        """The bytes, or the Unusable that says why there are none."""
        try:
            return self.refusal or self.file.read()
        except Unusable as unusable:
            return Unusable(*unusable.args)


@dataclass(frozen=True)
class Download:
    students: dict[str, HandedIn]  # by student_id, sorted
    summary: str


def understood(given, layout=None, leave_out=None):
    """The Download at a path, nothing below the path `leave_out` looked at. `layout`: one of LAYOUTS, or None to find out.

    Raises NotUnderstood.
    """
    given = Path(given).resolve()
    try:
        archive = File((given.name,), partial(read, given), on_disk=given)
        files = files_below(given, leave_out) if given.is_dir() else inside(archive)
    except Unusable:
        raise NotUnderstood(f"{given} is neither a folder nor a ZIP archive that can be opened.") from None
    except OSError as error:
        raise NotUnderstood(f"{given} cannot be read: {error.strerror}.") from None
    return understood_files(files, layout)


def understood_files(files, layout=None):
    """The same from the files. Raises NotUnderstood."""
    platform, title, files, uploads = recognised(files, layout)
    students = by_student(uploads, taken={})
    known = {upload.file.path[0] for upload in uploads}
    others = by_student(plain([file for file in files if file.path[0] not in known]) if platform else [], students)
    notes = notes_on(students, others, title)
    found = {student: handed_in(theirs, platform if student in students else None, notes[student])
             for student, theirs in sorted({**students, **others}.items())}
    nothing = [student for student in found if found[student].refusal]
    said = [f"{title}: {len(found)} student{'s' * (len(found) != 1)}, {len(nothing)} without a notebook of this lab."]
    if others:
        said.append(f"Not named as there, and graded under their own names: {listed(others)}.")
    if beside := sorted({file.name for file in files if file.path[1:] == () and is_beside(file)} - {*known, *TABLES_OF_CONTENTS}):
        said.append(f"Left aside: {listed(beside)}.")
    return Download(found, " ".join(said))


def inside(archive):
    """The files of a class's archive, seen from its own top."""
    return [file.below() for file in files_in(archive, MAX_FILES)]


def recognised(files, layout):
    """(platform or None, title, the class's files, their uploads). Raises NotUnderstood where they are not of this layout."""
    if layout == "plain":
        return None, "Plain files and folders", files, [*plain(files)]
    meant = [*levels(files)]
    for level in meant:
        course = submitted(level)
        if layout in (None, "nbgrader") and course is not None:
            return None, "An nbgrader course", course, [*plain(course)]
        tops = {file.path[0] for file in level if not is_beside(file)}
        for platform, (title, uploads_of) in PLATFORMS.items():
            uploads = [*uploads_of(level)] if layout in (None, platform) else []
            if uploads and (layout or 2 * len({upload.file.path[0] for upload in uploads}) > len(tops)):
                return platform, title, level, uploads
    if layout in PLATFORMS:
        raise NotUnderstood(f"Nothing in there is named as in {PLATFORMS[layout][0]}. Leave --layout out, or choose another.")
    level = next(filter(is_class, meant[1:]), meant[0])
    return None, "Plain files and folders", level, [*plain(level)]


def levels(files):
    """The files as they are, and seen from what holds them all: one folder, or one archive, in which there is again only one."""
    for _ in range(MAX_WRAPPED):
        yield files
        tops = {file.path[0]: file for file in files if not is_beside(file)}
        if len(tops) != 1:
            return
        (name, top), = tops.items()
        if len(top.path) == 1 and top.ends_in(".zip"):
            try:
                files = inside(top)
            except Unusable:
                return
        else:
            files = [file.below() for file in files if file.path[0] == name and len(file.path) > 1]


def is_class(files):
    """Whether the files in one folder are of several students, not the several files of one."""
    if any(file.path[0].lower().startswith(ASSIGNMENT) for file in files):
        return False
    return any(file.path[1:2] == (ASSIGNMENT,) for file in files) or \
        len({file.path[0] for file in files if file.ends_in(".ipynb", ".zip")}) > 1


def by_student(uploads, taken):
    """{student_id: uploads}. An id that is taken is not given a second time."""
    groups, students = defaultdict(list), {}
    for upload in uploads:
        groups[upload.student_id].append(upload)
    for student, theirs in groups.items():
        new = student
        while new in taken or new in students or new != student and new in groups:
            new += " (another)"
        students[new] = theirs
    return students


def notes_on(students, others, title):
    """{student_id: sentences for the row} on who shares a name, or a notebook, with whom."""
    alike, together = defaultdict(set), defaultdict(set)
    everybody = {**students, **others}
    for student, uploads in everybody.items():
        alike[appearance(uploads[0].name or student)].add(student)
        for upload in uploads:
            together[upload.file].add(student)
    notes = defaultdict(str)
    for student, uploads in everybody.items():
        same = alike[appearance(uploads[0].name or student)] - {student}
        if 0 < len(same) < MOST_NAMESAKES:
            notes[student] += f" The name looks the same as that of {listed(map(ascii, sorted(same)))}; they are told apart."
        if group := set().union(*(together[upload.file] for upload in uploads)) - {student}:
            notes[student] += f" Handed in together with {listed(sorted(group))}."
        if student in others:
            notes[student] += f" Not named as in {title}: graded under its own name."
    return notes


def appearance(name):
    """What one sees of a name: composed and decomposed letters are the same, and some characters are not seen at all."""
    return " ".join("".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) != "Cf").split())


def handed_in(uploads, platform, note):
    pile, file, refusal = Pile(uploads), None, None
    try:
        file, others = pile.chosen()
        note = others + note
    except Unusable as unusable:
        refusal = Unusable(*unusable.args)
    graded = pile.uploads[file] if file else uploads[0]
    beside = {other.name: other for other in reversed(pile.files) if other.name in KEPT_BY_NBGRADER and file
              and other.path[:-1] == file.path[:len(other.path) - 1]}
    about = {"platform": platform, "name": graded.name, "email": graded.email, "late": graded.late,
             "file": "/".join((file or graded.file).path), "note": note.strip()}
    return HandedIn(file, refusal, {key: value for key, value in about.items() if value}, beside)
