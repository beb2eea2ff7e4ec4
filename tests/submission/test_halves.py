"""Halves of a split cell that lost the id: is the whole graded, and does a student's own cell beside an answer stay what it is?"""
import pytest

from autograder.judging.questions import QUESTIONS
from autograder.submission.restore import restored
from disordered import split, without
from student import ANSWERS, SOURCE, as_bytes, code, find, graded, id_of, points, put, short

CUTS = {  # where Split Cell was clicked: between lines, or in the middle of one
    "between methods": ("distillation_loss", ["    def forward"]),
    "inside a method": ("distillation_loss", ["        student_soft"]),
    "inside an expression": ("distillation_loss", ["self.temperature**2"]),
    "inside a loop": ("training_loop", ["            optimizer.zero_grad"]),
    "three parts of a function": ("training_loop", ["    for epoch", "        for name in sums"]),
    "between a function's statements": ("evaluation", ["    correct, mill"]),
    "three parts": ("evaluation", ["    for start", "        with no_gradients"]),
}


def answer_in(nb, name):
    answer, = (cell.source for cell in nb.cells if id_of(cell) == name)
    return answer


@pytest.mark.parametrize("keep", range(3))
@pytest.mark.parametrize("cut", CUTS)
def test_an_answer_is_whole_again(cut, keep):
    """Whichever piece kept the id, above or below the others: are they one, and is nothing else in the notebook touched?"""
    name, marks = CUTS[cut]
    nb = split(name, *marks, keep=min(keep, len(marks)), at="\n" if "expression" not in cut else "")
    made = restored(as_bytes(nb), SOURCE)
    assert answer_in(made, name).split() == ANSWERS[name].split()
    assert [cell.source for cell in made.cells if id_of(cell) != name] == \
        [cell.source for cell in restored(as_bytes(short()), SOURCE).cells if id_of(cell) != name]


def test_an_answer_without_any_id_is_whole_again():
    """All metadata lost, and the cell split?"""
    nb = split("distillation_loss", "    def forward")
    for cell in nb["cells"]:
        cell["metadata"] = {}
    assert answer_in(restored(as_bytes(nb), SOURCE), "distillation_loss").split() == ANSWERS["distillation_loss"].split()


@pytest.mark.parametrize("own", ["print(1)", "x = (", "%%time\nz = 1", "{name} = None", "def f():", ""])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_whole_answer_takes_no_cell_of_the_students_own(name, own):
    """Above and below it, sound or broken: is the answer's text what it was, and are the other two where they were?"""
    own, nb = own.replace("{name}", QUESTIONS[name].DEFINES), short()
    put(put(nb, find(nb, name), 0, code(own)), find(nb, name), 1, code(own))
    made = restored(as_bytes(nb), SOURCE)
    assert answer_in(made, name) == ANSWERS[name]
    place = [id_of(cell) for cell in made.cells].index(name)
    assert [made.cells[place - 1].source, made.cells[place + 1].source] == [own, own]


def test_the_lessons_own_cells_are_no_halves():
    """Without its test an answer stands right above a cell of the lesson: is that left alone where the answer is in pieces?"""
    nb = short(compression="")
    without("test_compression")(nb)
    lesson = next(cell for cell in SOURCE.cells if cell.id == "latency")
    put(nb, find(nb, "compression"), 1, code("n = 1"), code(lesson.source), code("param_reduction = n"))
    made = restored(as_bytes(nb), SOURCE)
    assert lesson.source in [cell.source for cell in made.cells]


BY_HAND = ("small = sum(p.numel() for p in student_model.parameters())\nlarge = sum(p.numel() for p in teacher_model.parameters())",
           "param_reduction = 100 * (1 - small / large)")


@pytest.mark.slow
@pytest.mark.parametrize("keep", range(3))
def test_a_figure_in_other_halves_is_found(keep):
    """Values, losses and accuracy in three cells, sizes and their ratio in two: full marks, whichever piece kept the id?"""
    nb = split("loss_curves", "epochs = ", "ax2.plot", keep=keep)
    answer = find(nb, "compression")
    above, answer["source"] = code(BY_HAND[0]), BY_HAND[1]
    assert points(graded(put(nb, answer, 0, above))) == [6, 6, 2, 3, 2]


@pytest.mark.slow
def test_a_cell_of_the_students_own_does_not_harm_an_answer_beside_it():
    """What would spoil the figure and the number if it ran with them, and a lower half that is none: still full marks?"""
    nb = short()
    put(nb, find(nb, "evaluation"), 1, code("    accuracy = 0"))
    put(nb, find(nb, "loss_curves"), 1, code("plt.plot(total_loss); ax2.plot(hard_loss)"), code("total_loss = []"))
    put(nb, find(nb, "compression"), 1, code("param_reduction = 0"))
    put(nb, find(nb, "compression"), 0, code("1 / 0"))
    assert points(graded(nb)) == [6, 6, 2, 3, 2]
