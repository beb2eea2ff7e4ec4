"""A student's notebook: the hand-out with right answers filled in, and changes to its file."""
import json

import nbformat

from autograder.judging.questions import QUESTIONS
from autograder.submission.grading import grade_submission
from autograder.submission.machine import Settings
from lab import ROOT, graded_cells, lean, notebook

HANDOUT = (ROOT / "notebooks" / "distillation" / "distillation.ipynb").read_bytes()
SOURCE = notebook()
ANSWERS = {name: graded_cells(SOURCE)[name].source for name in (*QUESTIONS, "reflection")}


def student(**answers):
    """The hand-out with right answers filled in, some replaced by others, as the JSON object of a student's file."""
    nb = json.loads(HANDOUT)
    for cell in nb["cells"]:
        name = id_of(cell)
        if name in ANSWERS:
            cell["source"] = answers.get(name, ANSWERS[name])
    return nb


def short(**answers):
    """The same without the lesson's cells that no graded cell needs."""
    return json.loads(nbformat.writes(lean(nbformat.reads(json.dumps(student(**answers)), 4)), split_lines=False))


def code(source):
    """A cell of the student's own."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def text(source):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def put(nb, beside, offset, *cells):
    """Put cells into a notebook: where a cell stands (offset 0), or below it (1). Returns the notebook."""
    place = nb["cells"].index(beside) + offset
    nb["cells"][place:place] = cells
    return nb


def graded(nb, student_id="ada"):
    """What a notebook is graded to, by the real pipeline in a kernel without walls."""
    return grade_submission(student_id, as_bytes(nb), Settings(sandbox="none"))


def points(graded):
    return [graded.row["questions"][question]["points"] for question in QUESTIONS]


def id_of(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def find(nb, name):
    return next(cell for cell in nb["cells"] if id_of(cell) == name)


BLANK = {name: "".join(find(json.loads(HANDOUT), name)["source"]) for name in QUESTIONS}
BLANK_REFLECTION = "".join(find(json.loads(HANDOUT), "reflection")["source"])


def as_bytes(nb, encoding="utf-8"):
    return json.dumps(nb, ensure_ascii=False).encode(encoding, "surrogatepass")


def of(change, make=student):
    """The bytes of a student's notebook that `change` was done to."""
    nb = make()
    change(nb)
    return as_bytes(nb)
