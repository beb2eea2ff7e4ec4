"""Which of the files that a student handed in is graded: the newest notebook that holds this lab's cells, and answers to them."""
from __future__ import annotations

import re

from ...assignment import ASSIGNMENT, NOTEBOOK, source
from ...judging.questions import QUESTIONS
from ...submission.handed_in import Unusable, shown
from ...submission.restore import cells_of, is_answer, notebook_in
from .archive import files_in
from .no_notebook import another_notebook, listed, why_none

MAX_NESTED = 1  # archives in an archive of the student's
MAX_ARCHIVES, MAX_FILES, MAX_NOTEBOOKS = 10, 10_000, 20  # that are looked at, of one student; files: in each archive
MAX_BYTES, MAX_OF_ALL = 50_000_000, 200_000_000  # of a notebook that is looked at; of all of one student
SAME_TIME = 2  # seconds: an archive keeps no shorter ones, and a folder is copied within them
MOST_NAMES = 3  # that the questions ask for: a notebook that defines as many is of this lab even if its cells lost their ids
BLANK = re.compile(r"^[ \t]*+(?:[^=#\n]*+=[ \t]*+)?\.\.\.[ \t]*+(?:#.*)?$", re.MULTILINE)
TOO_BIG = Unusable("unreadable", "What you handed in is too big, or packed too often, to be looked at. Hand in the notebook alone.")


class Look:
    """What a notebook holds. Python's parser is not asked: a text can end its process, and this one is the whole class's."""

    def __init__(self, data):
        known = {cell.metadata.nbgrader.grade_id for cell in source().cells if "nbgrader" in cell.metadata}
        cells = cells_of(notebook_in(data))
        answers = [[cell.text for cell in cells if cell.kind == "code" and is_answer(cell.text, name)] for name in QUESTIONS]
        names = sum(map(bool, answers))
        self.likeness = 2 if names >= MOST_NAMES or any(cell.grade_id in known for cell in cells) else 1 if names else 0
        self.answered = sum(any(not BLANK.search(text) for text in texts) for texts in answers)
        self.open = sum(len(BLANK.findall(text)) for texts in answers for text in texts)


class Pile:
    """All files of a student, those in archives too, and what was found out about the notebooks among them."""

    def __init__(self, uploads):
        self.uploads, self.looks, self.refusals = {}, {}, {}  # by file
        self.archives = self.bytes = 0
        for upload in sorted(uploads, key=lambda upload: (upload.order, upload.file.times), reverse=True):
            self.add(upload.file, upload)
        self.files = sorted((file for file in self.uploads if not is_hidden(file)), key=lambda file: (len(file.path), file.path))
        self.notebooks = [file for file in self.files if file.ends_in(".ipynb")]
        for file in self.notebooks[:MAX_NOTEBOOKS]:
            self.look_at(file)

    def add(self, file, upload, nested=0):
        self.uploads[file] = upload
        if not file.ends_in(".zip"):
            return
        try:
            if nested > MAX_NESTED or self.archives == MAX_ARCHIVES:
                raise TOO_BIG
            self.archives += 1
            for inside in files_in(file, MAX_FILES):
                self.add(inside, upload, nested + 1)
        except Unusable as unusable:
            self.refusals[file] = Unusable(*unusable.args)  # without its traceback, which holds the file's bytes

    def look_at(self, file):
        try:
            data = file.read() if self.bytes <= MAX_OF_ALL else b""
            self.bytes += len(data)
            if len(data) > MAX_BYTES or self.bytes > MAX_OF_ALL:
                raise TOO_BIG
            self.looks[file] = Look(data)
        except Unusable as unusable:
            self.refusals[file] = Unusable(*unusable.args)

    def newest(self, files):
        """Those of some files than which none is known to be newer."""
        last = max(self.uploads[file].order for file in files)
        files, level = [file for file in files if self.uploads[file].order == last], 0
        while len(files) > 1 and all(len(file.times) > level for file in files):
            last = max(file.times[level] for file in files)
            files, level = [file for file in files if last - file.times[level] <= SAME_TIME], level + 1
        return files

    def chosen(self):
        """(the file that is graded, a sentence on the others or ""). Raises Unusable."""
        likest = max((look.likeness for look in self.looks.values()), default=0)
        ours = [file for file, look in self.looks.items() if look.likeness == likest > 0]
        broken = [file for file in self.notebooks if file in self.refusals]
        if not self.notebooks:
            raise why_none(self.files, self.refusals, self.called)
        if not ours and not broken:
            raise another_notebook(self.notebooks, self.called)
        most = [file for file in ours if self.answered(file)]
        if not most:
            fewest = min((self.looks[file].open for file in ours), default=0)
            most = [file for file in ours if self.looks[file].open == fewest]
        best = max(self.newest(most or broken), key=lambda file: (self.answered(file), file.name == f"{NOTEBOOK}.ipynb",
                                                                  ASSIGNMENT in file.path, file.path))
        return best, self.on_others(best)

    def answered(self, file):
        """How many questions a file answers."""
        return self.looks[file].answered if file in self.looks else 0

    def on_others(self, best):
        others = [file for file in self.notebooks if file is not best]
        if not others:
            return ""
        left = listed([f"{self.called(file)} ({self.why_not(file, best)})" for file in others])
        rule = ("the newest that holds this lab's cells, and answers" if self.answered(best) else
                "none holds a whole answer, and it has the fewest blanks" if best in self.looks else
                "the newest that may be this lab's, as none can be seen to be")
        return f"Of {len(self.notebooks)} notebooks {shown(self.called(best))} is graded: {rule}. Left aside: {left}."

    def why_not(self, file, best):
        """In a word or two, why a notebook is not the one that is graded."""
        if file in self.refusals:
            return "too big" if self.refusals[file].args == TOO_BIG.args else "cannot be read"
        if file not in self.looks:
            return "one of too many"
        if best not in self.looks or self.looks[file].likeness < self.looks[best].likeness:
            return "another notebook"
        if self.answered(best) and not self.answered(file):
            return "no answers"
        if best in self.looks and not self.answered(best) and self.looks[file].open > self.looks[best].open:
            return "more blanks"
        if file not in self.newest([file, best]):
            return "older"
        return "not known to be newer, and " + ("fewer answers" if self.answered(file) < self.answered(best) else "another name")

    def called(self, file):
        """A file's place for reading, as the student knows it."""
        upload = self.uploads[file]
        handed_in = upload.file.path
        return "/".join(((upload.called,) if upload.called else handed_in[1:] or handed_in) + file.path[len(handed_in):])


def is_hidden(file):
    return any(name.startswith(".") and "/" not in name for name in file.path[1:])
