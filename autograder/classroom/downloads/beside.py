"""What nbgrader keeps beside a submission, brought to the course folder: its `release_feedback` stops where it is not there."""
from __future__ import annotations

import re
import secrets

from nbgrader.utils import parse_utc

from ...submission.handed_in import Unusable
from ..writer import write
from .files import SECRET, TIMESTAMP

MOST = 1_000  # bytes of either


def keep_beside(writer, students):
    """Lay both files beside what was made of each submission in the writer's course.

    Not beside the submission itself: there formgrader stops at an empty timestamp, and takes another one than its gradebook's for a
    submission that nobody has graded.

    Whoever handed in by another way than nbgrader has an empty timestamp, which is nbgrader's "not known", and a secret that nobody
    was told: their pages are released, and only an instructor can find them. Raises OSError.
    """
    for student_id, handed_in in students.items():
        folders = [writer.in_course(step, student_id).parent for step in ("autograded", "feedback")]
        if not folders[0].is_dir():
            continue
        texts = {TIMESTAMP: text_of(handed_in, TIMESTAMP, is_timestamp) or "",
                 SECRET: text_of(handed_in, SECRET, is_secret) or kept(folders[0] / SECRET) or secrets.token_hex(64)}
        for folder in folders:
            for name, text in texts.items():
                if kept(folder / name) != text:
                    write(folder / name, text)


def text_of(handed_in, name, is_right):
    try:
        text = handed_in.beside[name].read()[:MOST].decode("ascii") if name in handed_in.beside else ""
    except (Unusable, ValueError):
        return ""
    return text if is_right(text) else ""


def is_timestamp(text):
    """Whether nbgrader, which stops at any other, can read it."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( ?[\w+:/-]{1,40})?\s*", text):
        return False
    try:
        return parse_utc(text.strip()) is not None
    except (ValueError, OverflowError):
        return False


def is_secret(text):
    return re.fullmatch(r"[0-9a-f]{32,256}", text)


def kept(path):
    """The text that was laid there before, or None."""
    try:
        return path.read_text("ascii")
    except (OSError, ValueError):
        return None
