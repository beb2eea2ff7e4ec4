"""Sixty people with a notebook each, and a pool that grades answers which it sees for the first time."""
import json
from concurrent.futures import Future
from dataclasses import replace

import nbformat

from autograder.judging.questions import QUESTIONS
from autograder.submission.grading import grade_submission, without_notebook
from autograder.submission.handed_in import Unusable
from classes import TRUSTED, Here
from lab import lean
from platforms import CLASS, Person
from student import ANSWERS, as_bytes, id_of, student

WRONG = {"distillation_loss": "...", "compression": "param_reduction = 0.5", "evaluation": ANSWERS["evaluation"].replace("100", "1")}
NAMES = ["Ann-Kathrin Große", "D'Angelo, Bea", "Cem Yıldız", "Đặng Thị Hoa", "Eoin O'Neill", "María-José Núñez", "Nguyễn Văn An",
         "李雷", "Søren Ørsted", "Łukasz Żak"]


def sixty():
    """60 people with a notebook each: those of CLASS, 38 more with right and wrong answers, and two of one name."""
    more = []
    for number in range(38):
        name = NAMES[number % 10] + (f" {'I' * (number // 10)}" if number >= 10 else "")
        wrong = [*WRONG][number % 4:][:1]
        nb = student(**{question: WRONG[question] for question in wrong})
        nb["cells"].append({"cell_type": "markdown", "id": "words", "metadata": {}, "source": name})
        data = as_bytes(nb)
        more.append(Person(name, {"distillation.ipynb": data}, data, late=number % 7 == 0))
    more += [replace(more[0], name="Kim Lee", plain=f"kim{number}", late=False) for number in (1, 2)]
    return CLASS + [replace(person, number=len(CLASS) + 31 + number) for number, person in enumerate(more)]


SIXTY = sixty()


class ByAnswers(Here):
    """Grades answers that it sees for the first time, and knows by heart that the same ones get the same grade."""

    def submit(self, function, /, student_id, data, *rest):
        future = Future()
        self.asked.append(student_id)
        future.set_result(self.graded(student_id, data, rest[-1]))
        return future

    def graded(self, student_id, data, settings=TRUSTED):
        if isinstance(data, Unusable):
            return without_notebook(student_id, data.status, data.sentence)
        try:
            answers = [cell["source"] for cell in json.loads(data)["cells"] if id_of(cell) in QUESTIONS]
        except ValueError:  # half of a file
            return grade_submission(student_id, data, settings)
        key = str(answers)
        if key not in self.known:
            nb = lean(nbformat.reads(data.decode(), 4))
            self.known[key] = grade_submission(student_id, nbformat.writes(nb).encode(), replace(settings, timeout=3000))
        graded = self.known[key]
        return replace(graded, row={**graded.row, "student_id": student_id})
