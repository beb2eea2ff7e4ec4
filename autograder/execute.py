"""nbgrader's Execute with a judge in it: runs the student's cells in a kernel, and in place of each test cell asks and judges."""
from __future__ import annotations

import ast
import base64
import json
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from time import monotonic

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute
from traitlets import Integer

from .feedback import page_of
from .judge import MAX_BYTES, inputs_of, judge, probe_source, seed_of
from .probe_tools import pack
from .questions import QUESTIONS

ANSWER = "application/x-distillation-lab-answer"
ENVIRONMENT = {"KD_PROFILE": "grading", "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}  # tiny models: threads only wait for each other
METADATA = "distillation_lab"  # where the autograded notebook keeps what results.jsonl says
NOT_REACHED = {"crashed": "Not reached: your code ended Python itself (the kernel died) before this question was asked.",
               "timeout": "Not reached: the time for the whole notebook was up before this question was asked."}
LAB = Path(__file__).parents[1] / "solutions" / "distillation"


class KernelIncomplete(SystemExit):
    """The kernel misses packages that the notebook itself imports: nobody can be graded with it."""


class JudgedExecute(Execute):
    coalesce_streams = True
    submission_timeout = Integer(300, min=5, help="Seconds for a submission; a cell or a question gets a fifth.").tag(config=True)
    run = Integer(0, help="Which run of inputs: another run asks with other numbers.").tag(config=True)

    def preprocess(self, nb, resources):
        NotebookClient.__init__(self, nb)  # as ExecutePreprocessor does
        self.reset_execution_trackers()
        self.resources, self.shutdown_kernel = resources, "immediate"
        started, self.late = monotonic(), False
        self.deadline = started + self.submission_timeout
        self.timeout_func = lambda cell: max(1, min(self.submission_timeout // 5, int(self.deadline - monotonic())))
        seed = seed_of(resources["nbgrader"]["student"], self.run)
        verdicts, status = {}, "graded"
        try:
            with tempfile.TemporaryDirectory() as sockets, self.setup_kernel(sockets, env=os.environ | ENVIRONMENT):
                self.check_packages()
                for index, cell in enumerate(nb.cells):
                    question = question_of(cell)
                    if question:
                        verdicts[question] = self.ask(question, seed)
                    elif cell.cell_type == "code":
                        cell.metadata.pop("tags", None)  # nbclient would skip a cell that says so
                        self.run_cell(cell, index)
        except DeadKernelError:
            status = "crashed"
        except CellTimeoutError:  # it could not even be interrupted
            status = "timeout"
        verdicts |= {question: judge(question, {}, NOT_REACHED.get(status, "There was no test cell for this question."))
                     for question in QUESTIONS if question not in verdicts}
        if self.late and status == "graded":
            status = "timeout"
        for cell in nb.cells:
            if question_of(cell):
                verdict = verdicts[question_of(cell)]
                cell.outputs = [new_output("execute_result", {"text/plain": f"{verdict.points:.1f}", "text/html": page_of(verdict)})]
        nb.metadata[METADATA] = {"status": status, "seed": seed, "seconds": round(monotonic() - started, 2),
                                 "questions": {name: verdict.as_dict() for name, verdict in verdicts.items()}}
        return nb, resources

    def setup_kernel(self, sockets, **kwargs):
        self.km = self.create_kernel_manager()
        self.km.transport, self.km.ip = "ipc", f"{sockets}/kernel"  # TCP is open to everybody on the machine
        return super().setup_kernel(cleanup_kc=True, **kwargs)

    def run_cell(self, cell, index):
        if monotonic() > self.deadline:
            raise CellTimeoutError("the submission's time is up")
        self.execute_cell(cell, index)
        self.late = self.late or any(output.get("ename") == "CellTimeoutError" for output in cell.outputs)

    def run_ours(self, source):
        """The outputs of a cell of the grader's, which leaves no trace in the notebook."""
        cell = new_code_cell(source)
        self.nb.cells.append(cell)
        try:
            self.run_cell(cell, len(self.nb.cells) - 1)
        finally:
            self.nb.cells.pop()
        return cell.outputs

    def ask(self, question, seed):
        inputs = inputs_of(question, seed)
        theirs = [cell for cell in self.nb.cells if cell.cell_type == "code" and grade_id(cell) == question]
        source = theirs[0].source if theirs else ""
        ours = (f"import base64\n{probe_source(question)}\n"
                f"data = base64.b64decode({base64.b64encode(pack(inputs)).decode()!r})\n"
                f"answer = base64.b64encode(run_probe(probe, shell.user_ns, data, {source!r})).decode()\n"
                f"shell.display_pub.publish({{{ANSWER!r}: answer}})")
        outputs = self.run_ours(f"exec({ours!r}, {{'shell': get_ipython(), '__name__': 'probe'}})")
        return judge(question, inputs, answer_in(outputs), source, error_of(theirs[0]) if theirs else None)

    def check_packages(self):
        names = sorted(imports_of_the_lab())
        outputs = self.run_ours(f"import importlib.util, json\n"
                                f"print(json.dumps([name for name in {names!r} if not importlib.util.find_spec(name)]))\n"
                                f"del importlib, json")
        said = "".join(output.get("text", "") for output in outputs)
        lacking = json.loads(said) if said.startswith("[") else names
        if lacking:
            raise KernelIncomplete(
                f"Nobody was graded: the kernel {self.kernel_name or 'python3'!r} lacks {', '.join(lacking)}, which the notebook "
                "itself imports. Install the packages of requirements.txt where that kernel lives, then start again.")


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def question_of(cell):
    """The question that a test cell grades, else None."""
    name = (grade_id(cell) or "").removeprefix("test_")
    return name if cell.cell_type == "code" and name in QUESTIONS and name != grade_id(cell) else None


def answer_in(outputs):
    """The bytes that a probe sent, or a sentence that says why there are none."""
    sent = [output["data"][ANSWER] for output in outputs if ANSWER in output.get("data", {})]
    if len(sent) > 1:
        return f"{len(sent)} answers came back where one was asked for, so none of them counts."
    if any(output.get("ename") == "CellTimeoutError" for output in outputs):
        return "Your code did not answer in time and was stopped."
    if not sent:
        return "No answer came back from your code."
    if not isinstance(sent[0], str) or len(sent[0]) > 2 * MAX_BYTES:
        return "What came back from your code is too big to look at."
    try:
        return base64.b64decode(sent[0], validate=True)
    except ValueError:
        return "What came back from your code is no answer in the agreed form."


def error_of(cell):
    """One sentence for the error that a student's cell ended with, or None."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"Your cell stopped with {output.ename[:100]}: {output.evalue[:300]}."
    return None


@cache
def imports_of_the_lab():
    """Top-level packages that the notebook and its helpers import, Python's own and the helpers themselves left out."""
    notebook = json.loads((LAB / "distillation.ipynb").read_text())
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    sources += [file.read_text() for file in LAB.glob("*.py")]
    found = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {file.stem for file in LAB.glob("*.py")} - {"autograder"}
