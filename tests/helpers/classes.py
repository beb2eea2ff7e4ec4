"""Classes of submissions, and pools that grade them in this process or from memory, for the tests of what can go wrong around them."""
import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future

import nbformat
from tqdm import tqdm

from autograder.classroom.grade import grade_class
from autograder.submission.handed_in import Unusable
from autograder.submission.machine import Settings
from lab import ROOT, environment_of, lean, notebook

TRUSTED = Settings(sandbox="none")
MEASURED = {"seconds", "memory_mb"}  # of a row: what two runs of the same notebook do not share


def make_class(folder, running=0, broken=0, **answers):
    """A folder of submissions: some that run, some that are no notebook, and for each of `answers` one with that last cell."""
    folder.mkdir()
    for number in range(running):
        (folder / f"runs {number}.ipynb").write_bytes(with_cell(f"# student {number}"))
    for number in range(broken):
        (folder / f"broken {number}.ipynb").write_text('{"cells": [' + " " * number)
    for student, source in answers.items():
        (folder / f"{student}.ipynb").write_bytes(with_cell(source))
    return folder


def with_cell(source):
    """A student's file: the answers, and one more cell."""
    nb = lean(notebook())
    nb.cells.append(nbformat.v4.new_code_cell(source))
    return nbformat.writes(nb).encode()


class Here(Executor):
    """Grades in this process. What one of them has graded before all know by heart: a grade is a function of the submission."""
    died = ()
    known = {}

    def __init__(self):
        self.asked = []

    def submit(self, function, /, student_id, data, *rest):
        future = Future()
        key = function.__name__, student_id, data.status if isinstance(data, Unusable) else data, str(rest)
        self.asked.append(student_id)
        if key not in self.known:
            self.known[key] = function(student_id, data, *rest)
        future.set_result(self.known[key])
        return future

    def width(self):
        return 1

    def kill(self):
        pass


def grade_here(pool, submissions, out, **how):
    """Grade a class with a pool of Here. Returns who was asked for."""
    pool.asked.clear()
    grade_class(submissions, out, TRUSTED, lambda: pool, **how)
    return sorted(pool.asked)


def command(submissions, out, *flags, **popen):
    """The real command, started, in a process group of its own."""
    return subprocess.Popen([sys.executable, "-m", "autograder", "grade", submissions, "--out", out, "--sandbox", "none", *flags],
                            cwd=ROOT, env=environment_of(), stderr=subprocess.PIPE, text=True, start_new_session=True,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **popen)  # a shell's `&` ignores it


def in_a_fork(work):
    """The process id of a fork of this process that does some work and ends."""
    child = os.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        tqdm.set_lock(threading.RLock())  # tqdm's own is shared by all forks: one that is killed while it holds it stops the rest
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            work()
        finally:
            os._exit(0)
    return child


def results(out):
    return {row["student_id"]: row for row in map(json.loads, (out / "results.jsonl").read_text().splitlines())}


def grades(out):
    with open(out / "grades.csv", newline="") as table:
        return list(csv.DictReader(table))


def unmeasured(out):
    """The rows of a class without what is measured, and without the milliseconds that a message tells."""
    rows = {}
    for student, row in results(out).items():
        points = {name: (question["points"], question["misconceptions"]) for name, question in row["questions"].items()}
        rows[student] = {**{key: value for key, value in row.items() if key not in MEASURED}, "questions": points}
    return rows


def finished(out):
    """Who has a line in the journal, once for each line."""
    journal = out / "journal.jsonl"
    lines = journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []
    return [entry["student_id"] for entry in map(json.loads, lines) if "student_id" in entry]


def family(process):
    return [process, *process.children(recursive=True)]


def wait_until(condition, grader, seconds=600):
    """Return when something is so, as long as a grader is at work."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert grader.poll() is None, grader.stderr.read()
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
