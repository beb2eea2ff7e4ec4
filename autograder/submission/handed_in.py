"""A file that somebody handed in: its bytes, and the student's name for files. Names are data, no file is trusted to be a file."""
from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from pathlib import Path

MAX_BYTES = 200_000_000  # of one submission's file
A_PIPE = "a pipe or a device"
NO_FILE = "{} is {}, not a file. Hand in the notebook that Jupyter saved."
LONGEST = 120  # bytes of a folder's name: nbgrader keeps 128 characters of a student id, a file system 255 bytes of a name
LONGEST_SHOWN = 80  # characters of a name in a sentence
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³")}
SEARCH = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Unusable(Exception):
    """A submission without a notebook: `status` is "missing" or "unreadable", `sentence` tells the student why, and what to do."""

    def __init__(self, status, sentence):
        super().__init__(status, sentence)
        self.status, self.sentence = status, sentence


def read(path):
    """The bytes of an ordinary file at an absolute path that holds no link. Never blocks. Raises Unusable."""
    with opened(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            data = b"" if size > MAX_BYTES else file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Unusable(*explain(error, Path(path))) from None
    size = max(size, len(data))
    if size > MAX_BYTES:
        raise Unusable("unreadable", f"The file is too big to be read ({size / 1e6:,.0f} MB; {MAX_BYTES // 10**6} MB are the limit). "
                                     "Its outputs make it so big: clear them all in Jupyter, save, and hand it in again.")
    return data


def opened(path):
    """An ordinary file at an absolute path that holds no link, open for reading. Never blocks. Raises Unusable."""
    path = Path(path)
    try:
        descriptor = open_without_links(path)
    except OSError as error:
        raise Unusable(*explain(error, path)) from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise Unusable("unreadable", NO_FILE.format(shown(path.name), "a folder" if stat.S_ISDIR(mode) else A_PIPE))
    return open(descriptor, "rb")


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
        return "unreadable", (f"{shown(link.name)} is a link to another place, and links are not followed. Hand in the notebook "
                              "itself.")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "missing", f"There is no {shown(path.name)} any more where it was handed in. Hand in your notebook again."
    if error.errno == errno.ENXIO:
        return "unreadable", NO_FILE.format(shown(path.name), A_PIPE)
    if isinstance(error, PermissionError):
        return "unreadable", (f"The grader is not allowed to read {shown(path.name)}. Make the file readable, or save it under a "
                              "new name, and hand it in again.")
    return "unreadable", (f"{shown(path.name)} could not be read ({error.strerror}). Save your notebook in Jupyter and hand it in "
                          "again.")


def shown(name):
    """A file's name for reading: visible, and of a long one the ends."""
    name = visible(name)
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN // 2]}…{name[-LONGEST_SHOWN // 2:]}"


def visible(text):
    """A line of text whose characters that cannot be seen, or that turn it around, are their escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


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
