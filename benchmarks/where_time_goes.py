"""Where the processor's time goes in one submission: a table of its parts, in seconds of processor time and per cent.

    python benchmarks/where_time_goes.py             12 submissions, one after the other, behind the walls
    python benchmarks/where_time_goes.py --size 30 --sandbox none

Processor time of the kernel and of the grader, not time on the clock: other work on the machine hardly moves it, and what only waits
(a student's `sleep`) is not in it. What is needed once for a class, such as imports, is left out.
"""
from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from unittest.mock import patch

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1]))

from tqdm import tqdm

from autograder import course
from autograder.classroom.writer import Writer
from autograder.submission import execute, grading
from autograder.submission.gradebook import course_config, empty_gradebook
from autograder.submission.machine import Settings, warm_up
from class_speed import make_class

PAGE = "grader: page of feedback (GenerateFeedback)"
NOTEBOOK, PROBES, FORK = "kernel: the notebook's cells", "kernel: probes", "kernel: fork, start, end"
PARTS = {(grading, "restored"): "grader: notebook restored", (course, "restored"): "grader: notebook restored",
         (execute, "inputs_of"): "grader: inputs of the questions", (execute, "judge"): "grader: judged",
         (execute, "make_inert"): "grader: outputs made inert",
         (grading, "run"): "grader: nbgrader's Autograde"}


class Clock:
    """Seconds of processor time by part. A part within another is not counted twice."""

    def __init__(self):
        self.seconds, self.inner = Counter(), [0.0]

    @contextmanager
    def part(self, name):
        begun = time.process_time()
        self.inner.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - begun
            self.seconds[name] += took - self.inner.pop()
            self.inner[-1] += took

    def around(self, name, function):
        def timed(*args, **more):
            with self.part(PAGE if args[0] is grading.GenerateFeedback else name):
                return function(*args, **more)
        return timed


CLOCK = Clock()


class Measured(execute.JudgedExecute):
    """The judge, with an eye on how long the kernel works at each cell."""
    ours = False

    def start(self, stack):
        with CLOCK.part("grader: kernel started and ended"):
            started = super().start(stack)
        CLOCK.seconds[FORK] += self.kernel_has_worked()
        return started

    def run_ours(self, source):
        self.ours = True
        try:
            return super().run_ours(source)
        finally:
            self.ours = False

    def run_cell(self, cell, index):
        before = self.kernel_has_worked()
        with CLOCK.part("grader: messages to and from the kernel"):
            super().run_cell(cell, index)
        CLOCK.seconds[PROBES if self.ours else NOTEBOOK] += self.kernel_has_worked() - before

    def kernel_has_worked(self):
        """Seconds, of all of its threads that still are."""
        pid = next(line.split()[1] for line in Path(f"/proc/self/fdinfo/{self.km.provisioner.handle}").read_text().splitlines()
                   if line.startswith("Pid:"))
        return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def measure(size, sandbox):
    """{part: seconds for each submission}"""
    settings = Settings(sandbox=sandbox)
    config = course_config().Autograde
    config.autograde_preprocessors = [Measured if part is execute.JudgedExecute else part for part in config.autograde_preprocessors]
    warm_up(settings, empty_gradebook().serialize())
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        files = sorted(make_class(Path(scratch, "class"), size + 1).iterdir())
        for (module, name), part in PARTS.items():
            stack.enter_context(patch.object(module, name, CLOCK.around(part, getattr(module, name))))
        Path(scratch, "out").mkdir()
        writer = stack.enter_context(closing(Writer(Path(scratch, "out"), f"sqlite:///{scratch}/gradebook.db")))
        for file in tqdm(files):
            data = file.read_bytes()
            with CLOCK.part("grader: the rest"):
                graded = grading.grade_submission(file.stem, data, settings)
            with CLOCK.part("main process: row, page and gradebook written"):
                writer.record(file.stem, data, settings, graded)
            if file is files[0]:
                CLOCK.seconds.clear()  # the first meets all for the first time
    return {part: seconds / size for part, seconds in CLOCK.seconds.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=12, help="submissions (default 12)")
    parser.add_argument("--sandbox", choices=("bwrap", "none"), default="bwrap")
    args = parser.parse_args()
    found = measure(args.size, args.sandbox)
    total = sum(found.values())
    print("| | seconds | |\n|---|---|---|")
    for part, seconds in sorted(found.items(), key=lambda item: -item[1]):
        print(f"| {part} | {seconds:.3f} | {seconds / total:.0%} |")
    print(f"| all | {total:.3f} | |")


if __name__ == "__main__":
    main()
