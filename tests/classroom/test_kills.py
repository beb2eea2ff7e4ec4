"""Killed, interrupted, locked out, out of room: does the same command go on, and is nothing lost, doubled or halved?"""
import os
import random
import signal
import threading
import time
from contextlib import suppress
from functools import partial

import psutil
import pytest

from autograder.classroom.grade import grade_class
from autograder.classroom.journal import Journal
from autograder.classroom.pool import LocalPool
from autograder.submission.gradebook import empty_gradebook
from autograder.submission.machine import warm_up
from autograder.walls.sandbox import sandbox_of
from classes import (
    TRUSTED,
    Here,
    command,
    family,
    finished,
    grade_here,
    grades,
    in_a_fork,
    make_class,
    results,
    unmeasured,
    wait_until,
)

pytestmark = pytest.mark.slow

KILLS = 50


@pytest.fixture(scope="module")
def fifteen(tmp_path_factory):
    """(submissions, OUT, pool) of a class of 15 that was graded undisturbed."""
    here = tmp_path_factory.mktemp("fifteen")
    submissions, pool = make_class(here / "submissions", running=3, broken=10), Here()
    for student in "missing", "missing too":
        (submissions / student).mkdir()
    assert len(grade_here(pool, submissions, here / "out")) == 15
    return submissions, here / "out", pool


def files(out):
    """{path: bytes} of what a class leaves for people, and the names of all files."""
    found = [path for path in out.rglob("*") if path.is_file()]
    shown = {path.relative_to(out): path.read_bytes() for path in found if path.suffix in (".html", ".csv", ".ipynb")}
    shown.pop(out / "report.html", None)
    return shown, {path.relative_to(out) for path in found}


def test_killed_at_fifty_moments(fifteen, tmp_path):
    """Fifty times killed at a random moment, then the same command: the same files to the byte, and nobody graded twice?"""
    submissions, undisturbed, pool = fifteen

    def ending(out, moment=0):
        """(whether it was killed when it had worked for so many seconds, for how many it had worked)"""
        def work():
            signal.setitimer(signal.ITIMER_PROF, moment)  # of the processor's time, of which a busy machine takes none; 0: never
            grade_here(pool, submissions, out)

        _, ended, used = os.wait4(in_a_fork(work), 0)
        return os.WIFSIGNALED(ended), used.ru_utime + used.ru_stime

    _, whole = ending(tmp_path / "whole")
    moments, kills, classes = random.Random(5), 0, 0
    while kills < KILLS:
        out, killed = tmp_path / f"out {classes}", True
        while killed:
            killed, _ = ending(out, moments.uniform(0.001, whole))
            kills += killed
            assert kills < 10 * KILLS, "it gets no further"
        assert files(out) == files(undisturbed)
        assert sorted(finished(out)) == sorted(results(undisturbed))
        classes += 1


def test_a_torn_line_counts_as_never_written(tmp_path):
    """Half a line at the end, zeros in the middle: is every whole line there, and does the next one not stick to the half?"""
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(student_id="ada", row=1)
    journal.append(student_id="bob", row=2)
    journal.close()
    with open(tmp_path / "journal.jsonl", "ab") as file:
        file.write(b"\0" * 100 + b"\n" + b'{"student_id": "bob", "ro')
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(student_id="carl\udcff", row=3)
    journal.close()
    again = Journal(tmp_path / "journal.jsonl")
    assert [again.get(student)["row"] for student in ("ada", "bob", "carl\udcff")] == [1, 2, 3] and again.get("dora") is None


def test_two_graders_and_an_interrupt(tmp_path):
    """A second grader is refused. After Ctrl-C: gone at once with all it started, what is done in the tables, and how to go on?"""
    submissions, out = make_class(tmp_path / "submissions", broken=5, sleeps="import time\ntime.sleep(200)"), tmp_path / "out"
    first = command(submissions, out, "--jobs", "1")
    wait_until(lambda: len(finished(out)) == 5 and asleep(first.pid), first)
    second = command(submissions, out, "--jobs", "1")
    assert "Another grader is at work" in second.communicate()[1] and second.returncode == 1
    everyone = family(psutil.Process(first.pid))
    pressed = time.monotonic()
    os.killpg(first.pid, signal.SIGINT)
    said = first.communicate()[1]
    assert first.returncode == 130 and "start the same command again" in said and "Traceback" not in said
    gone, left = psutil.wait_procs(everyone, timeout=10)
    assert not left and len(gone) >= 3 and time.monotonic() - pressed < 10
    assert len(grades(out)) == 5


def asleep(pid):
    """Whether a kernel of the grader with this process id is there, forked by the launcher in two steps."""
    commands = []
    for process in family(psutil.Process(pid)):
        with suppress(psutil.NoSuchProcess):
            commands.append(" ".join(process.cmdline()))
    return sum("launcher.py" in command for command in commands) >= 3


def test_the_real_command_killed(fifteen, tmp_path):
    """SIGKILL while kernels run: is nobody left over, and does the same command end with the undisturbed grades?"""
    _, _, pool = fifteen
    submissions, out = make_class(tmp_path / "submissions", running=3, broken=3), tmp_path / "out"
    for rows in 0, 4:
        grader = command(submissions, out, "--jobs", "2")
        wait_until(lambda rows=rows, pid=grader.pid: len(finished(out)) >= rows and asleep(pid), grader)
        everyone = family(psutil.Process(grader.pid))
        grader.kill()
        grader.communicate()
        assert not psutil.wait_procs(everyone, timeout=10)[1]
    assert command(submissions, out, "--jobs", "2").wait() == 0
    grade_here(pool, submissions, tmp_path / "undisturbed")
    assert unmeasured(out) == unmeasured(tmp_path / "undisturbed")
    assert sorted(finished(out)) == sorted(results(out)) and len(grades(out)) == 6


def test_workers_killed_during_a_class(fifteen, tmp_path):
    """A worker killed after every second row: every row there, none twice, the undisturbed grades?"""
    _, _, known = fifteen
    submissions, out = make_class(tmp_path / "submissions", running=5, broken=2), tmp_path / "out"
    graded, deaths = threading.Event(), []

    def kill_now_and_then():
        while not graded.wait(0.05):
            if len(finished(out)) >= 3 + 2 * len(deaths):
                server, = (child for child in psutil.Process().children() if "forkserver" in " ".join(child.cmdline()))
                workers = server.children()
                deaths.append(workers[len(deaths) % len(workers)])
                deaths[-1].kill()

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        grade_class(submissions, out, TRUSTED, lambda: LocalPool(2, partial(
            warm_up, TRUSTED, empty_gradebook().serialize(), sandbox_of(frozenset(), True))))
    finally:
        graded.set()
        killer.join()
    grade_here(known, submissions, tmp_path / "undisturbed")
    assert len(deaths) >= 2 and unmeasured(out) == unmeasured(tmp_path / "undisturbed")
    assert sorted(finished(out)) == sorted(results(out)) and len(results(out)) == 7
