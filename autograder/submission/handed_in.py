"""A folder of submissions: who handed in, and the bytes of one file. Names are data, and no file is trusted to be a file."""
from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from pathlib import Path

from ..assignment import ASSIGNMENT, NOTEBOOK

MAX_BYTES = 200_000_000  # of one submission's file
A_PIPE = "a pipe or a device"
NO_FILE = "{} is {}, not a file. Hand in the notebook that Jupyter saved."
LONGEST = 120  # bytes of a folder's name: nbgrader keeps 128 characters of a student id, a file system 255 bytes of a name
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³")}
SEARCH = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Unusable(Exception):
    """A submission without a notebook: `status` is "missing" or "unreadable", `sentence` tells the student why, and what to do."""

    def __init__(self, status, sentence):
        super().__init__(status, sentence)
        self.status, self.sentence = status, sentence


def find_submissions(folder):
    """{student_id: absolute path of the notebook, which may not exist}, sorted.

    Takes nbgrader's layout and flat files, both where both are there; a student who has both is graded on nbgrader's.
    """
    folder = Path(folder).resolve()
    entries = set(os.listdir(folder))
    flat, deep = {}, {}
    for name in entries:
        if name.lower().endswith(".ipynb"):
            if not (name.startswith("._") and name[2:] in entries):  # what macOS writes beside a file
                flat[Path(name).stem] = folder / name
        elif os.path.isdir(folder / name) or not os.path.exists(folder / name):  # a folder, or a link to one or to nothing
            deep[name] = folder / name / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    deep = {name: path for name, path in deep.items()
            if os.path.lexists(path) or not (name in flat or name.startswith(".") or name == "__MACOSX")}
    return dict(sorted({**flat, **deep}.items()))


def read(path):
    """The bytes of an ordinary file at an absolute path that holds no link. Never blocks. Raises Unusable."""
    path = Path(path)
    try:
        descriptor = open_without_links(path)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unusable("unreadable", NO_FILE.format(path.name, "a folder" if stat.S_ISDIR(status.st_mode) else A_PIPE))
            with open(descriptor, "rb", closefd=False) as file:
                data = b"" if status.st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unusable(*explain(error, path)) from None
    size = max(status.st_size, len(data))
    if size > MAX_BYTES:
        raise Unusable("unreadable", f"The file is too big to be read ({size / 1e6:,.0f} MB; {MAX_BYTES // 10**6} MB are the limit). "
                                     "Its outputs make it so big: clear them all in Jupyter, save, and hand it in again.")
    return data


def open_without_links(path):
    """A file descriptor, reached folder by folder so that no part of the path can be a link. Raises OSError."""
    folder = os.open(path.anchor, SEARCH)
    try:
        for part in path.parts[1:-1]:
            above, folder = folder, os.open(part, SEARCH, dir_fd=folder)
            os.close(above)
        return os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, dir_fd=folder)
    finally:
        os.close(folder)


def explain(error, path):
    """(status, sentence) for a file that could not be opened."""
    link = next((part for part in (*reversed(path.parents), path) if os.path.islink(part)), None)
    if link:
        return "unreadable", f"{link.name} is a link to another place, and links are not followed. Hand in the notebook itself."
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "missing", (f"There is no {ASSIGNMENT}/{NOTEBOOK}.ipynb in what you handed in. Give your notebook that name, in that "
                           "folder, and hand it in again.")
    if error.errno == errno.ENXIO:
        return "unreadable", NO_FILE.format(path.name, A_PIPE)
    if isinstance(error, PermissionError):
        return "unreadable", (f"The grader is not allowed to read {path.name}. Make the file readable, or save it under a new name, "
                              "and hand it in again.")
    return "unreadable", f"{path.name} could not be read ({error.strerror}). Save your notebook in Jupyter and hand it in again."


def folder_name(student_id):
    """The student's name for folders, files, pages and nbgrader: the id itself where it is ordinary, else one that no other id has.

    Ordinary are letters of any script, digits and ` . _ - @ ` inside. Anything else becomes ~ and its bytes in hex; what is longer
    than LONGEST bytes ends in ~~ and a digest of the id.
    """
    device = student_id.partition(".")[0].rstrip().upper() in DEVICES
    last = len(student_id) - 1
    name = "".join(char if is_ordinary(char) and not (place == 0 and (device or char in " .-@") or place == last and char in " .")
                   else "".join(f"~{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
                   for place, char in enumerate(student_id)) or "~"
    if len(name.encode()) > LONGEST:
        digest = hashlib.sha256(student_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        name = f"{name.encode()[:60].decode(errors='ignore')}~~{digest}"
    return name


def is_ordinary(char):
    return char in " ._-@" or unicodedata.category(char)[0] in "LMN"
