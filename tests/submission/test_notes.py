"""What goes wrong around the answers: told once, with the cell that it was, and without a point lost by it. Slow: kernels."""
import html
import re

import pytest

from autograder.submission.set_up import names_of_the_set_up, set_up_of_the_lab
from student import ANSWERS, code, find, graded, points, short

pytestmark = pytest.mark.slow

RIGHT = [6, 6, 2, 3, 2]
OWN_IMPORTS = "from math import (\n    fsum as add_up,\n)\n"  # behind what stops the cell, and used by an answer
BY_OWN_IMPORT = ("param_reduction = 100 - 100 * add_up(p.numel() for p in student_model.parameters()) / add_up(\n"
                 "    p.numel() for p in teacher_model.parameters())")
STOPPED = {  # what stands on top of the set-up cell, and what is said about it
    "a package that is nowhere": (f"import no_such_package as nsp\n{OWN_IMPORTS}", "No module named 'no_such_package'"),
    "another place's package": ("from google.colab import drive\ndrive.mount('/content/drive')\n", "ModuleNotFoundError"),
    "a matplotlib that is not there": ("%matplotlib widget\n", "stopped with"),
    "a magic that is not there": ("%no_such_magic 2.x\n", "UsageError"),
    "a folder that is not there": ("import os\nos.chdir('/content/drive/My Drive')\n", "FileNotFoundError"),
    "a question": ("name = input()\n", "StdinNotImplementedError"),
    "half a line": ("import (\n", "SyntaxError"),
}


def with_set_up(source):
    nb = short(**({"compression": BY_OWN_IMPORT} if "add_up" in source else {}))
    nb["cells"][2]["source"] = source
    return nb


def notes_on(page):
    """The sentences at the top of a page, as a reader sees them."""
    block = re.search(r"About the notebook as a whole.*?<ul>(.*?)</ul>", page, re.DOTALL)
    return [html.unescape(re.sub("<.*?>", "", item)) for item in re.findall(r"<li>(.*?)</li>", block[1], re.DOTALL)] if block else []


@pytest.mark.parametrize("top", STOPPED)
def test_a_set_up_that_stops_takes_nothing(top):
    """All points, the cell and the error told once, on top of the page and in the row, for a person to see?"""
    source, words = STOPPED[top]
    made = graded(with_set_up(source + set_up_of_the_lab()))
    assert (made.row["status"], points(made)) == ("graded", RIGHT)
    note, = made.row["notes"]
    first_line = source.partition("\n")[0]
    assert f"The cell that begins with `{first_line}` stopped with" in note and words in note and made.row["needs_person"]
    assert "The lab's own set-up ran in its place" in note and ("Its other imports ran" in note) == ("add_up" in source)
    assert notes_on(made.page) == [note.replace("`", "")]
    assert made.page.index("About the notebook as a whole") < made.page.index("Distil a duplicate-ticket classifier")


def test_imports_in_a_cell_of_their_own():
    """A package that is nowhere at the top of the student's own imports: are the others there, and is only that cell named?"""
    nb = short(compression=BY_OWN_IMPORT)
    nb["cells"].insert(3, code(f"import no_such_package\n{OWN_IMPORTS}"))
    made = graded(nb)
    assert points(made) == RIGHT and made.row["needs_person"]
    assert made.row["notes"] == ["The cell that begins with `import no_such_package` stopped with ModuleNotFoundError: No module "
                                 "named 'no_such_package'. Its other imports ran all the same."]


def test_nobody_is_called_for_nothing():
    """A cell of the student's own that stops, unused imports taken out, a folder of one's own: no note?"""
    quiet = set_up_of_the_lab().replace("import copy\n", "").replace("from tqdm import tqdm\n", "")
    nb = with_set_up(f"import os\nos.makedirs('mine', exist_ok=True)\nos.chdir('mine')\n{quiet}")
    nb["cells"][3:3] = [code("1 / 0"), code("assert False, 'stop here'"), code("%time 1 + 1\n!true")]
    made = graded(nb)
    assert (points(made), made.row["notes"], made.row["needs_person"]) == (RIGHT, [], False)
    assert "About the notebook as a whole" not in made.page


def test_a_set_up_that_is_gone():
    """The cell deleted: all points, and the first cell that missed it named?"""
    nb = short()
    nb["cells"] = [cell for cell in nb["cells"] if cell["source"] != set_up_of_the_lab()]
    made = graded(nb)
    note, = made.row["notes"]
    assert points(made) == RIGHT and "`teacher_model, " in note and "NameError: name 'kdlab' is not defined" in note


def test_a_package_that_an_answer_needs():
    """Imported at the end of the set-up or in the answer, and not there: is the error told, so that a person can decide?"""
    nb = with_set_up(f"{set_up_of_the_lab()}\nimport no_such_package as nsp\n")
    find(nb, "compression")["source"] = "import no_such_module\nparam_reduction = 40.0"
    made = graded(nb)
    assert points(made) == [*RIGHT[:4], 0] and made.row["needs_person"]
    assert ["no_such_package" in made.row["notes"][0], "no_such_module" in made.row["notes"][1]] == [True, True]
    assert not any("in its place" in note for note in made.row["notes"])


ENDINGS = ["exit()", "quit", "import IPython\nIPython.Application.instance().kernel.do_shutdown(True)", "get_ipython().ask_exit()",
           "import sys\nsys.exit()"]
FIRST_LINE = "def evaluate_model(model, tokenizer, dataset_split, device):"


def test_an_end_from_a_cell_is_passed_over():
    """Every way to end a kernel that answers first, in the first cell, between, and in an answer: is nothing lost by it?"""
    nb = short(evaluation=ANSWERS["evaluation"].replace(FIRST_LINE, f"{FIRST_LINE}\n    exit()"))
    nb["cells"][5:5] = map(code, ENDINGS[1:])
    nb["cells"].insert(0, code(ENDINGS[0]))
    made = graded(nb)
    assert (made.row["status"], points(made), made.row["needs_person"]) == ("graded", RIGHT, False)
    said = [re.search("begins with `(.*?)` asks", note)[1] for note in made.row["notes"]]
    assert said == [*(source.partition("\n")[0] for source in ENDINGS[:4]), FIRST_LINE]
    assert notes_on(made.page) == [note.replace("`", "") for note in made.row["notes"]]


def test_whoever_ends_the_kernel_is_named():
    """At once, or after its answer so that the next cell would pay: are those cells named, and does all else keep its points?"""
    late, at_once = "import asyncio\nasyncio.get_event_loop().stop()", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    nb = short(loss_curves="import os\nos._exit(1)")
    nb["cells"].insert(0, code(late))
    nb["cells"][3]["source"] = f"{at_once}\n{set_up_of_the_lab()}"
    made = graded(nb)
    assert (made.row["status"], points(made)) == ("crashed", [6, 6, 0, 3, 2])
    assert [re.search("begins with `(.*?)` ended Python itself", note)[1] for note in made.row["notes"]] == [
        "import asyncio", "import os, signal", "import os"]
    assert made.row["seconds"] < 50 and not made.row["needs_person"]


def test_who_ends_the_kernel_when_tried():
    """An answer that ends Python only where the grader calls it: is it named, and asked no more?"""
    made = graded(short(evaluation="def evaluate_model(*_):\n    import os\n    os._exit(1)"))
    assert (made.row["status"], points(made)) == ("crashed", [6, 6, 2, 0, 2])
    assert made.row["notes"] == ["The cell that begins with `def evaluate_model(*_):` ended Python itself (the kernel died) when its "
                                 "answer was tried. The other questions were asked in a new kernel."]


def test_what_a_note_may_hold():
    """Markup, mathematics and an empty line in the cell and in its error: text on the page, and one note?"""
    cell = "raise ValueError('<b>`x`</b>\\n\\n# *y* $z$')  # <script>alert(1)</script> `a` & <!--\n"
    made = graded(with_set_up(cell + set_up_of_the_lab()))
    assert "<script>alert" not in made.page.partition("Distil a duplicate")[0]
    assert notes_on(made.page) == [made.row["notes"][0].replace("`", "")]
    assert "'x'</b> # *y* $z$" in made.row["notes"][0]


def test_the_names_of_the_set_up():
    """Does the grader know what the hand-out's set-up gives?"""
    assert {"nn", "F", "np", "plt", "torch", "kdlab", "device", "settings", "checks"} <= set(names_of_the_set_up())
