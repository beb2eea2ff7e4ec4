"""Whose is a file? What each platform's download says in its names: one small function a platform.

A layout takes the files of a class, their paths seen from the class's folder, and yields an Upload of each that it knows to be
somebody's. An Upload's student_id is what the platform's own import finds a student by; names there are for people.
"""
from __future__ import annotations

import os.path
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

import dateutil.parser
import yaml

from ...assignment import ASSIGNMENT, NOTEBOOK
from ...submission.handed_in import Unusable
from .files import NOT_LOOKED_INTO, File

NUMBER = "[0-9]{1,18}"
CANVAS = re.compile(rf"(?s)(?P<name>.*?)(?P<late>_LATE)?_(?P<id>{NUMBER})_(?:(?P<order>{NUMBER})_(?P<called>.+)|(text|link)\.html)")
MOODLE = re.compile(rf"(?s)(?P<name>[^_]*)_(?P<id>{NUMBER})_assignsubmission_[a-z]+(?:_(?P<called>.*))?")
BRIGHTSPACE = re.compile(rf"(?s)(?P<id>{NUMBER}(?:-{NUMBER})*) - (?P<name>.+) - (?P<date>.+)")
GRADESCOPE = re.compile(rf"submission_({NUMBER})")
TABLES_OF_CONTENTS = "submission_metadata.yml", "index.html"  # Gradescope's, Brightspace's
COURSE = {"source", "release", "autograded", "feedback", "gradebook.db", "nbgrader_config.py"}  # beside nbgrader's `submitted`
TABLES = {".csv", ".xlsx", ".xls", ".ods", ".yml", ".yaml", ".db", ".log"}  # what an instructor keeps beside


@dataclass(frozen=True, eq=False)
class Upload:
    """A file that a student handed in, and what the platform says of both."""
    student_id: str
    file: File
    called: str = ""  # what the student calls it
    name: str = ""
    email: str = ""
    late: bool = False
    order: float = 0  # a higher one came later


def canvas(files):
    """`name_[LATE_]userid_fileid_filename`, all in one folder. Canvas's gradebook imports by its user id."""
    for file in files:
        found = CANVAS.fullmatch(file.path[0])
        if found and len(file.path) == 1 and not file.is_folder:
            late, order = bool(found["late"]), int(found["order"] or 0)
            yield Upload(found["id"], file, found["called"] or "", found["name"], late=late, order=order)


def moodle(files):
    """`Full Name_participantid_assignsubmission_file_`, a folder or the beginning of a file's name. A name has no underscore there.

    Moodle finds a participant by this number where feedback files or its grading worksheet ("Participant 123") are uploaded.
    """
    for file in files:
        found = MOODLE.fullmatch(file.path[0])
        if found and bool(found["called"]) == (len(file.path) == 1 and not file.is_folder):
            yield Upload(found["id"], file, found["called"] or "", found["name"])


def brightspace(files):
    """`id - Name - date`, a folder for each time that somebody handed in, and an index.html beside them.

    Should an id be of several names, it is not a student's, and the name is taken with it.
    """
    found = {file: BRIGHTSPACE.fullmatch(file.path[0]) for file in files if len(file.path) > 1 or file.is_folder}
    names = defaultdict(set)
    for match in filter(None, found.values()):
        names[match["id"]].add(match["name"])
    for file, match in found.items():
        if match:
            student_id = match["id"] if len(names[match["id"]]) == 1 else f"{match['id']} - {match['name']}"
            yield Upload(student_id, file, name=match["name"], order=moment(match["date"]))


def moment(date):
    """Seconds of a date such as `Jan 20, 2021 511 PM`, or 0 of one that cannot be read."""
    date = re.sub(r"(?<=\d{4} )(\d?\d)(\d\d) ?([AP]M)?$", r"\1:\2 \3", date)
    try:
        found = dateutil.parser.parse(date, default=datetime(2000, 1, 1), ignoretz=True)
        return (found - datetime(2000, 1, 1)).total_seconds()
    except (ValueError, OverflowError, TypeError):
        return 0


def gradescope(files):
    """`submission_N` folders, and `submission_metadata.yml`, which says whose each is: of a group, everybody's in it."""
    about = next((submitters(file) for file in files if file.path == TABLES_OF_CONTENTS[:1]), {})
    for file in files:
        found = GRADESCOPE.fullmatch(file.path[0])
        if found and (len(file.path) > 1 or file.is_folder):
            for number, (student_id, name, email) in enumerate(about.get(file.path[0]) or [("", "", "")]):
                nameless = f"{file.path[0]}-{number + 1}" if number else file.path[0]
                yield Upload(student_id or nameless, file, name=name, email=email, order=int(found[1]))


def submitters(file):
    """{submission: [(e-mail or else the student's number, name, e-mail) of each submitter]}; {} where that is not understood.

    Of the file, whose greater part is what Gradescope's own tests said, only the lists of submitters are parsed.
    """
    kept, inside = [], False
    try:
        for line in file.read().decode("utf-8", "replace").splitlines():
            if re.match(r"[^\s#-]|  [^\s-]", line):  # a submission, or one of its keys
                inside = line.startswith(("submission_", "  :submitters:"))
            if inside:
                kept.append(line)
        about = yaml.load("\n".join(kept), Loader=yaml.BaseLoader)  # which makes strings, lists and dicts, and nothing else
    except (Unusable, yaml.YAMLError, ValueError, RecursionError):
        return {}
    found = defaultdict(list)
    for submission, said in about.items() if isinstance(about, dict) else ():
        people = said.get(":submitters") if isinstance(said, dict) else None
        for person in people if isinstance(people, list) else ():
            person = person if isinstance(person, dict) else {}
            name, email, sid = (str(person.get(key) or "") for key in (":name", ":email", ":sid"))
            found[submission].append((email or sid, name, email))
    return found


def github(files):
    """Clones `assignment-username`, as GitHub Classroom names repositories. What all begin with, up to a hyphen, is the assignment.

    When a clone's files were changed says only when it was cloned.
    """
    clones = {file.path[0] for file in files if file.path[1:] == (".git",)}
    prefix = os.path.commonprefix([*clones]).rpartition("-") if len(clones) > 1 else ("", "", "")
    for file in files:
        if file.path[0] in clones:
            yield Upload(file.path[0].removeprefix(prefix[0] + prefix[1]) or file.path[0], replace(file, times=()))


def submitted(files):
    """The students' folders of an nbgrader course, of whose folders `submitted` holds them; None of what is no course."""
    tops = {file.path[0] for file in files}
    if len(tops & {"submitted", *COURSE}) > 1:
        return [file.below() for file in files if file.path[0] == "submitted" and len(file.path) > 1]


def plain(files):
    """`<student>.ipynb`, and folders `<student>` as in nbgrader's `submitted`. Whatever else lies there is an upload too."""
    exact = {file.path[0] for file in files if file.path[1:] == (ASSIGNMENT, f"{NOTEBOOK}.ipynb")}
    for file in files:
        top = file.path[0]
        if top in exact or not is_beside(file):
            whole = len(file.path) > 1 or file.is_folder
            yield Upload(top if whole and not top.lower().endswith(".ipynb") else name_without_ending(top), file)


def is_beside(file):
    """Whether what is at the top is nobody's: hidden, a table of the instructor's, or a platform's table of contents."""
    top = file.path[0]
    if len(file.path) > 1 or file.is_folder:
        return top.startswith(".") or top in NOT_LOOKED_INTO
    return os.path.splitext(top)[1].lower() in TABLES or top in {*TABLES_OF_CONTENTS, *COURSE} or \
        top.startswith(".") and not top.lower().endswith(".ipynb")


def name_without_ending(name):
    """`ada` of ada.ipynb, and of ada.pdf, ada.ipynb.txt and ada.tar.gz."""
    if not name.lower().endswith(".ipynb"):
        name = os.path.splitext(name)[0]
    return re.sub(r"(?is)(?<=.)\.(ipynb|tar)$", "", name)


PLATFORMS = {"gradescope": ("Gradescope's export", gradescope), "moodle": ("Moodle's download", moodle),
             "brightspace": ("Brightspace's download", brightspace), "canvas": ("Canvas's download", canvas),
             "github": ("GitHub Classroom's clones", github)}
LAYOUTS = [*PLATFORMS, "nbgrader", "plain"]
