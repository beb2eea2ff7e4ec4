"""What was given, as a list of files. Names are data: no link is followed, and nothing but a plain file is read."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ...submission.handed_in import Unusable, explain, read

MAX_FILES = 200_000  # of a class
MAX_IN_FOLDER = 5_000  # of a student's: pictures to train on, say
MAX_DEPTH = 16
NOT_LOOKED_INTO = {".git", ".ipynb_checkpoints", "__MACOSX", "__pycache__", "node_modules", "site-packages"}
KEPT_BY_NBGRADER = TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"  # beside a submission
LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
TOO_MANY = Unusable("unreadable", f"The class's submissions hold more than {MAX_FILES:,} files, too many to be looked at. Hand in "
                                  "your notebook without the files that it made; your instructor knows.")


@dataclass(frozen=True, eq=False)
class File:
    path: tuple[str, ...]  # names, from the top of what was given down
    read: Callable[[], bytes]  # raises Unusable
    times: tuple[float, ...] = ()  # when it was changed; of one in an archive: when the archive was, then when it was itself
    is_folder: bool = False  # an empty one, or one that is not looked into
    on_disk: Path | None = None

    @property
    def name(self):
        return self.path[-1]

    def below(self):
        """The same file, seen from one folder further down."""
        return replace(self, path=self.path[1:])

    def ends_in(self, *endings):
        return not self.is_folder and self.name.lower().endswith(endings)


def files_below(folder, leave_out=None):
    """The files below a folder but those below `leave_out`, what lies higher first. Raises OSError."""
    found, folders = [], deque([((), Path(folder))])
    while folders and len(found) < MAX_FILES:
        path, place = folders.popleft()
        try:
            with os.scandir(place) as entries:
                entries = sorted(entries, key=lambda entry: (not entry.name.lower().endswith((".ipynb", ".zip")), entry.name))
        except OSError as error:
            if not path:
                raise
            found.append(File(path, partial(refuse, Unusable(*explain(error, place)))))
            continue
        if not entries and path:
            found.append(File(path, partial(read, place), is_folder=True))
        for entry in entries if len(path) < 2 else entries[:MAX_IN_FOLDER]:
            below, here = (*path, entry.name), Path(entry.path)
            if here == leave_out:
                continue
            if not entry.is_dir(follow_symlinks=False):
                found.append(File(below, partial(read, here), (changed(entry),), on_disk=here))
            elif entry.name in NOT_LOOKED_INTO or len(below) > MAX_DEPTH:
                found.append(File(below, partial(read, here), is_folder=True))
            else:
                folders.append((below, here))
    return without_litter(found) + [File(path, partial(refuse, TOO_MANY)) for path, _ in folders]


def without_litter(files):
    """These files without what operating systems leave, and one entry for all of a folder that is not looked into."""
    known, kept = {file.path for file in files}, {}
    for number, file in enumerate(files):
        beside = (*file.path[:-1], file.name.removeprefix("._"))
        cut = next((place for place, name in enumerate(file.path, 1) if name in NOT_LOOKED_INTO), None)
        if cut:
            kept.setdefault(file.path[:cut], replace(file, path=file.path[:cut], is_folder=True))
        elif file.name not in LEFT_BY_SYSTEMS and not (beside != file.path and beside in known):
            kept[number] = file  # two of one name can be in an archive
    return [*kept.values()]


def changed(entry):
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def refuse(unusable):
    raise unusable
