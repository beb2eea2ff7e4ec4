"""What is finished, kept so that a power cut at any moment takes nothing of it: a file that only grows, one synced line at a time."""
from __future__ import annotations

import json
import os
from contextlib import contextmanager


class Journal:
    """The entries of a file of JSON lines, of each student the last. A line that a crash tore off counts as never written.

    Kept in memory is where each entry lies, not what it says. A line without a student speaks of the whole class:
    {"fresh": true} makes all before it stale, {"finished": true} ends a run.
    """

    def __init__(self, path):
        self.file = open(path, "ab+")
        self.places, self.current = {}, set()  # {student_id: where its last entry begins}; whose entry is not stale
        self.digests, self.earlier = {}, {}  # {student_id: what was handed in}; where the last entry on what came before it begins
        self.fresh = False  # whether a run that grades everything anew was begun and is not finished
        self.file.seek(0)
        place = 0
        for line in self.file:
            if not line.endswith(b"\n"):
                self.file.truncate(place)
                break
            try:
                self.note(json.loads(line), place)
            except ValueError:  # a power cut can leave a block of zeros
                pass
            place += len(line)

    def note(self, entry, place):
        if "student_id" in entry:
            student_id, digest = entry["student_id"], entry.get("digest")
            if self.digests.get(student_id, digest) != digest:
                self.earlier[student_id] = self.places[student_id]
            self.places[student_id], self.digests[student_id] = place, digest
            self.current.add(student_id)
        else:
            self.fresh = "fresh" in entry
            if self.fresh:
                self.current.clear()

    def append(self, **entry):
        """Raises OSError, and then the entry counts as never written."""
        place = self.file.seek(0, os.SEEK_END)
        try:
            self.file.write(as_line(entry))
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError:
            os.ftruncate(self.file.fileno(), place)
            raise
        self.note(entry, place)

    def get(self, student_id):
        """The last entry of a student, or None."""
        return self.at(self.places.get(student_id))

    def before(self, student_id):
        """The last entry on what a student had handed in before, or None."""
        return self.at(self.earlier.get(student_id))

    def at(self, place):
        if place is None:
            return None
        self.file.seek(place)
        return json.loads(self.file.readline())

    def close(self):
        self.file.close()


def as_line(entry):
    """A line of JSON, as bytes. Half of a character, as in a broken file name, becomes JSON's own escape."""
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


@contextmanager
def replacing(path):
    """A binary file that takes the place of `path` when it is complete and on the disk, and not before."""
    half = path.with_name(f".{path.name}.half")
    with open(half, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    os.replace(half, path)
