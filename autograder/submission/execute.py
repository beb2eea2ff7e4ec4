"""The judge in nbgrader's Execute: runs the student's cells in a kernel, and in place of each test cell asks and judges."""
from __future__ import annotations

import base64
import json
import re
from contextlib import contextmanager
from functools import cache
from time import monotonic

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets import Bool, Integer

from ..judging.judge import inputs_of, judge, probe_source, seed_of
from ..judging.probe_tools import pack
from ..judging.questions import QUESTIONS
from ..walls.client import MAX_MESSAGE, MAX_OUTPUT, Fallen, WaryExecute
from ..walls.doctor import require_walls
from ..walls.sandbox import LauncherEnded, SandboxError
from .cells import ANSWER, answer_in, asked_or_answered, error_in, error_of, grade_id, question_of, timed_out
from .feedback import page_of, page_of_notes
from .halves import with_halves
from .in_the_kernel import give_names, go_on
from .inert import make_inert
from .notes import Notes
from .reflection import note_on
from .set_up import imports_of_the_lab, in_their_kernel, names_of_the_set_up, set_up_of_the_lab

METADATA = "distillation_lab"  # where the autograded notebook keeps what results.jsonl says
RUN_FROM_TEXT = {"loss_curves", "compression"}  # questions whose probe runs the cell's text once more
UNREACHED = "was not reached before the time for the whole notebook was up"
TIME_IS_UP = "Not reached: the time for the whole notebook was up before this question was asked."


tried_walls = cache(require_walls)


class KernelIncomplete(SystemExit):
    """The kernel misses packages that the notebook itself imports: nobody can be graded with it."""


class JudgedExecute(WaryExecute):
    submission_timeout = Integer(300, min=5, help="Seconds for a submission; a cell or a question gets a fifth.").tag(config=True)
    asked = Bool(False, help="Whether this machine's walls have been tried; else they are, once.").tag(config=True)
    run = Integer(0, help="Which run of inputs: another run asks with other numbers.").tag(config=True)
    more_pauses = 16, 64  # a neighbour may hold on to what Linux counts for all kernels together until its cell's time is up

    def preprocess(self, nb, resources):
        if self.sandbox == "bwrap" and not self.asked:
            tried_walls()
        NotebookClient.__init__(self, nb)  # as ExecutePreprocessor does
        self.reset_execution_trackers()
        self.resources = resources
        self.seed = seed_of(resources["nbgrader"]["student"], [cell.source for cell in nb.cells], self.run)
        self.inputs = {question: inputs_of(question, self.seed) for question in QUESTIONS}  # while a launcher may still get ready
        started = monotonic()
        self.deadline = started + self.submission_timeout
        self.timeout_func = lambda cell: max(1, min(self.submission_timeout // 5, int(self.deadline - monotonic())))
        self.verdicts, self.guilty, self.suspected, self.status, self.kernels_lost = {}, set(), set(), "graded", 0
        self.peak, self.exceeded, self.budget = 0, False, MAX_OUTPUT
        self.notes = Notes()
        for cell in nb.cells:
            if note := note_on(cell.source):
                self.notes.add(*note)
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
        if self.notes.sentences:
            nb.cells.insert(0, new_markdown_cell(page_of_notes(self.notes.sentences), id="notes"))
        nb.metadata[METADATA] = {"status": self.status, "seed": self.seed, "seconds": round(monotonic() - started, 2),
                                 "memory_mb": round(self.peak / 1e6, 1),
                                 "notes": self.notes.sentences, "needs_person": self.notes.needs_person,
                                 "questions": {name: self.verdicts[name].as_dict() for name in QUESTIONS}}
        return nb, resources

    def must_go_again(self):
        """Run the cells that are not guilty, and ask what was not asked yet; whether cell number `now` made that end too early.

        A cell at which the kernel died or talked nonsense, or that it never began, may pay for a cell before it, or for a neighbour
        who took what Linux counts for all kernels together. So it is only suspected, and all run again; each cell that has run then
        has to show that the kernel lives.
        """
        self.now, self.begun = None, False
        try:
            with self.kernel():
                self.run_ours(in_their_kernel(go_on))
                if not self.guilty:
                    self.check_packages()
                for index, cell in enumerate(self.nb.cells):
                    self.now = index
                    self.run_or_ask(cell)
        except LauncherEnded:
            self.kernels_lost += 1
            if self.kernels_lost == 3:
                raise
            return True
        except Fallen as fallen:
            status, deed = fallen.args
            if self.now is None:
                self.kernels_lost += 1
                if self.kernels_lost == 3:
                    raise SandboxError(f"A new kernel {deed}.") from fallen
                with self.uncounted():
                    self.wait(self.more_pauses[self.kernels_lost - 1])
                return True
            unsure = status == "crashed" or not self.begun and deed != UNREACHED
            if unsure and self.now not in self.suspected:
                self.suspected.add(self.now)
                return monotonic() < self.deadline
            self.guilty.add(self.now)
            self.status = status if self.status == "graded" else self.status
            if self.lacks_verdict(question := asked_or_answered(self.nb.cells[self.now])):
                self.verdicts[question] = judge(question, {}, f"Your code {deed}.", self.nb.cells[self.now].source)
            if deed != UNREACHED:
                self.notes.ended(self.at_work(), deed, tried=question_of(self.nb.cells[self.now]))
            return monotonic() < self.deadline
        return False

    def start(self, stack):
        with self.uncounted():
            super().start(stack)

    @contextmanager
    def uncounted(self):
        """What it takes to have a kernel, on a busy machine or beside a greedy neighbour, is taken from nobody's time."""
        begun = monotonic()
        yield
        self.deadline += monotonic() - begun

    def run_or_ask(self, cell):
        self.begun = False
        question = question_of(cell)
        if question:
            if self.lacks_verdict(question):
                self.in_time()
                self.verdicts[question] = self.ask(question)
        elif cell.cell_type == "code" and self.now not in self.guilty:
            self.in_time()
            if grade_id(cell) in QUESTIONS or self.guilty:
                self.give_names("")
            self.run_cell(cell, self.now)
            if error_in(cell):
                self.make_up_for(cell)
            if self.suspected:
                self.run_ours("pass")  # without a reply it was this cell that ended the kernel

    def make_up_for(self, cell):
        """A cell that stopped half way takes no names from the others: neither its imports nor what the hand-out's set-up gives."""
        words, ours = set(re.findall(r"\w+", cell.source)), set(names_of_the_set_up())
        added, missing = self.give_names("" if timed_out(cell) else cell.source)
        if words & (added | missing) or re.match(r"stopped with (ModuleNotFound|Import)Error", error_in(cell)):
            self.notes.stopped(cell, error_in(cell), words & (added - ours), words & added & ours, words & missing)

    def give_names(self, stopped):
        """(names that the kernel lacked and was given, names that it lacks even so): see `in_the_kernel.give_names`."""
        wanted = names_of_the_set_up()
        outputs = self.run_ours(in_their_kernel(give_names, set_up=set_up_of_the_lab(), wanted=wanted, stopped=stopped))
        added, _, missing = "".join(output.get("text", "") for output in outputs).partition("\n")
        return set(added.split()), set(missing.split())

    def process_message(self, msg, cell, cell_index):
        self.begun |= msg["msg_type"] == "execute_input"
        return super().process_message(msg, cell, cell_index)

    def on_cell_executed(self, **happened):
        super().on_cell_executed(**happened)
        if any(said.get("source") == "ask_exit" for said in happened["execute_reply"]["content"].get("payload") or []):
            self.notes.asked_to_end(self.at_work())

    def at_work(self):
        """The student's cell whose turn it is: the answer, where a question is asked."""
        return self.answer_to(question_of(self.nb.cells[self.now])) or self.nb.cells[self.now]

    def answer_to(self, question):
        return next((cell for cell in self.nb.cells if question and cell.cell_type == "code" and grade_id(cell) == question), None)

    def lacks_verdict(self, question):
        return question is not None and question not in self.verdicts

    def in_time(self):
        if monotonic() > self.deadline:
            raise Fallen("timeout", UNREACHED)

    def run_cell(self, cell, index):
        super().run_cell(cell, index)
        if self.status == "graded" and timed_out(cell):
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
        """The verdict on a question. An answer that is run from its text is run with the cells beside it too, where it is not right
        without them: they may be halves of it.
        """
        inputs, cell = self.inputs[question], self.answer_to(question)
        source, error = (cell.source, error_of(cell)) if cell else ("", None)
        answer = self.send_probe(question, inputs, source)
        best = judge(question, inputs, answer, source, error)
        run_again = cell and question in RUN_FROM_TEXT and isinstance(answer, bytes)
        for text in with_halves(self.nb.cells, cell, self.is_half) if run_again else ():
            if best.points < best.max_points:
                other = judge(question, inputs, self.send_probe(question, inputs, text), source, error)
                best = max(best, other, key=lambda verdict: verdict.points)
        return best

    def is_half(self, cell):
        guilty = any(self.nb.cells[place] is cell for place in self.guilty)
        return cell.cell_type == "code" and grade_id(cell) is None and not guilty

    def send_probe(self, question, inputs, source):
        """The bytes that a question's probe sent back, or a sentence that says why there are none."""
        ours = (f"import base64\n{probe_source(question)}\n"
                f"data = base64.b64decode({base64.b64encode(pack(inputs)).decode()!r})\n"
                f"answer = base64.b64encode(run_probe(probe, shell.user_ns, data, {source!r})).decode()\n"
                f"shell.display_pub.publish({{{ANSWER!r}: answer}})")
        return answer_in(self.run_ours(f"exec({ours!r}, {{'shell': get_ipython(), '__name__': 'probe'}})"))

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
