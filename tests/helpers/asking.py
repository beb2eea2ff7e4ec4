"""Cells of ours in a kernel of ours, asked where there is a test cell; and what a probe sent, where the judge's wall is down."""
import base64

from nbformat.v4 import new_code_cell, new_notebook

from autograder.judging.judge import inputs_of
from autograder.judging.probe_tools import pack, run_probe
from autograder.judging.questions import QUESTIONS
from autograder.submission import execute
from in_process import CORPUS
from naive import SETUP


def cell(source, name=None):
    metadata = {"nbgrader": {"grade_id": name, "grade": name.startswith("test_"), "points": 1}} if name else {}
    return new_code_cell(source, metadata=metadata)


def run(cells, folder, **traits):
    """The cells after they ran in a kernel of ours, and were asked where there is a test cell."""
    nb = new_notebook(cells=cells)
    judged = execute.JudgedExecute(**{"submission_timeout": 600, "asked": True, **traits})
    judged.preprocess(nb, {"nbgrader": {"student": "x"}, "metadata": {"path": str(folder)}})
    return nb


def ask(question, source, folder):
    """The points on one question in a notebook that has no other."""
    nb = run([cell(SETUP), cell(source, question), cell("", f"test_{question}")], folder)
    return nb.metadata.distillation_lab["questions"][question]["points"]


def right_answers():
    """{question: what its probe sends of a right answer, where everybody is asked the same}"""
    names, source = {}, (CORPUS / "compression" / "right" / "one_line.py").read_text()
    exec(SETUP + source, names)
    answer = run_probe(QUESTIONS["compression"].probe, names, pack(inputs_of("compression", 0)), source)
    return {"compression": base64.b64encode(answer).decode()}


def everybody_is_asked_the_same(patch):
    """Take the judge's wall down: the inputs are known, the first answer counts. Returns {question: bytes}, filled as answers come."""
    judge, sent = execute.judge, {}

    def record(question, inputs, answer, *rest):
        sent[question] = answer
        return judge(question, inputs, answer, *rest)

    patch.setattr(execute, "judge", record)
    patch.setattr(execute, "inputs_of", lambda question, seed: inputs_of(question, 0))
    patch.setattr(execute, "answer_in", lambda outputs: next(
        (base64.b64decode(output["data"][execute.ANSWER]) for output in outputs if execute.ANSWER in output.get("data", {})), "none"))
    return sent
