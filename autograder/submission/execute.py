"""The judge in nbgrader's Execute: runs the student's cells in a kernel, and in place of each test cell asks and judges."""
from __future__ import annotations

import ast
import base64
import json
import sys
from functools import cache
from time import monotonic

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_output
from traitlets import Integer

from ..assignment import LAB, source
from ..judging.judge import MAX_BYTES, inputs_of, judge, probe_source, seed_of
from ..judging.probe_tools import pack
from ..judging.questions import QUESTIONS
from ..walls.client import MAX_MESSAGE, MAX_OUTPUT, Fallen, WaryExecute
from ..walls.sandbox import SandboxError
from .feedback import page_of
from .inert import make_inert

ANSWER = "application/x-distillation-lab-answer"
METADATA = "distillation_lab"  # where the autograded notebook keeps what results.jsonl says
OPTIONAL = {"onnxruntime"}  # the part of the notebook that wants it says so itself
GIVE_NAMES = """
given = {}
exec(source, given)
for name, value in given.items():
    shell.user_ns.setdefault(name, value)"""  # a cell that stopped half way takes none of the names that the set-up cell gives
TIME_IS_UP = "Not reached: the time for the whole notebook was up before this question was asked."


class KernelIncomplete(SystemExit):
    """The kernel misses packages that the notebook itself imports: nobody can be graded with it."""


class JudgedExecute(WaryExecute):
    submission_timeout = Integer(300, min=5, help="Seconds for a submission; a cell or a question gets a fifth.").tag(config=True)
    run = Integer(0, help="Which run of inputs: another run asks with other numbers.").tag(config=True)

    def preprocess(self, nb, resources):
        NotebookClient.__init__(self, nb)  # as ExecutePreprocessor does
        self.reset_execution_trackers()
        self.resources = resources
        started = monotonic()
        self.deadline = started + self.submission_timeout
        self.timeout_func = lambda cell: max(1, min(self.submission_timeout // 5, int(self.deadline - monotonic())))
        self.seed = seed_of(resources["nbgrader"]["student"], [cell.source for cell in nb.cells], self.run)
        self.verdicts, self.guilty, self.suspected, self.status = {}, set(), set(), "graded"
        self.peak, self.exceeded, self.budget = 0, False, MAX_OUTPUT
        while self.must_go_again():
            pass
        if self.exceeded:
            self.status = "out_of_memory"
        self.verdicts |= {question: judge(question, {}, TIME_IS_UP) for question in QUESTIONS if question not in self.verdicts}
        make_inert(nb)
        for cell in nb.cells:
            if question_of(cell):
                verdict = self.verdicts[question_of(cell)]
                cell.outputs = [new_output("execute_result", {"text/plain": f"{verdict.points:.1f}", "text/html": page_of(verdict)})]
        nb.metadata[METADATA] = {"status": self.status, "seed": self.seed, "seconds": round(monotonic() - started, 2),
                                 "memory_mb": round(self.peak / 1e6, 1),
                                 "questions": {name: self.verdicts[name].as_dict() for name in QUESTIONS}}
        return nb, resources

    def must_go_again(self):
        """Run the cells that are not guilty, and ask what was not asked yet; whether cell number `now` made that end too early."""
        self.now = None
        try:
            with self.kernel():
                if not self.guilty:
                    self.check_packages()
                for index, cell in enumerate(self.nb.cells):
                    self.now = index
                    self.run_or_ask(cell)
        except Fallen as fallen:
            status, deed = fallen.args
            if self.now is None:
                raise SandboxError(f"A new kernel {deed}.") from fallen
            if fallen.__cause__ and self.now not in self.suspected:  # nonsense can come late, from a cell before
                self.suspected.add(self.now)
                return monotonic() < self.deadline
            self.guilty.add(self.now)
            self.status = status if self.status == "graded" else self.status
            if self.lacks_verdict(question := asked_or_answered(self.nb.cells[self.now])):
                self.verdicts[question] = judge(question, {}, f"Your code {deed}.", self.nb.cells[self.now].source)
            return monotonic() < self.deadline
        return False

    def run_or_ask(self, cell):
        question = question_of(cell)
        if question:
            if self.lacks_verdict(question):
                self.in_time()
                self.verdicts[question] = self.ask(question)
        elif cell.cell_type == "code" and self.now not in self.guilty:
            self.in_time()
            self.run_cell(cell, self.now)
            if error_of(cell) and grade_id(cell) is None:
                self.run_ours(f"exec({GIVE_NAMES!r}, {{'shell': get_ipython(), 'source': {set_up_of_the_lab()!r}}})")

    def lacks_verdict(self, question):
        return question is not None and question not in self.verdicts

    def in_time(self):
        if monotonic() > self.deadline:
            raise Fallen("timeout", "was not reached before the time for the whole notebook was up")

    def run_cell(self, cell, index):
        super().run_cell(cell, index)
        if self.status == "graded" and any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
            self.status = "timeout"

    def run_ours(self, source):
        """The outputs of a cell of the grader's, which leaves no trace in the notebook."""
        cell, budget = new_code_cell(source), self.budget
        self.nb.cells.append(cell)
        self.budget = MAX_MESSAGE
        try:
            self.run_cell(cell, len(self.nb.cells) - 1)
        finally:
            self.nb.cells.pop()
            self.budget = budget
        return cell.outputs

    def ask(self, question):
        inputs = inputs_of(question, self.seed)
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
                f"Nobody was graded: the kernel {self.kernel_name!r} lacks {', '.join(lacking)}, which the notebook "
                "itself imports. Install the packages of requirements.txt where that kernel lives, then start again.")


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def asked_or_answered(cell):
    """The question that a cell grades or answers, else None."""
    return question_of(cell) or (grade_id(cell) if grade_id(cell) in QUESTIONS else None)


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


def set_up_of_the_lab():
    return next(cell.source for cell in source().cells if cell.id == "setup")


@cache
def imports_of_the_lab():
    """Top-level packages that the notebook and its helper cannot do without, Python's own and the helper left out."""
    sources = [cell.source for cell in source().cells if cell.cell_type == "code"]
    sources += [file.read_text() for file in LAB.glob("kdlab/*.py")]
    found = set()
    for node in (node for text in sources for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - OPTIONAL - {"kdlab", "autograder"}
