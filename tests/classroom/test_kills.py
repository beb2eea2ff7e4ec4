"""Killed, interrupted, locked out, out of room: does the same command go on, and is nothing lost, doubled or halved?"""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from functools import partial

import psutil
import pytest
from autograder.classroom.grade import Stopped, grade_class
from autograder.classroom.journal import Journal
from autograder.classroom.pool import LocalPool
from autograder.submission.gradebook import empty_gradebook
from autograder.submission.machine import warm_up

from classes import (
    ROOT,
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

KILLS = 50


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    """(submissions, OUT, pool) of a class of 30 that was graded undisturbed."""
    here = tmp_path_factory.mktemp("thirty")
    submissions, pool = make_class(here / "submissions", running=3, broken=25), Here()
    for student in "missing", "missing too":
        (submissions / student).mkdir()
    assert len(grade_here(pool, submissions, here / "out")) == 30
    return submissions, here / "out", pool


def files(out):
    """{path: bytes} of what a class leaves for people, and the names of all files."""
    found = [path for path in out.rglob("*") if path.is_file()]
    shown = {path.relative_to(out): path.read_bytes() for path in found if path.suffix in (".html", ".csv", ".ipynb")}
    shown.pop(out / "report.html", None)
    return shown, {path.relative_to(out) for path in found}


def test_killed_at_fifty_moments(thirty, tmp_path):
    """Fifty times SIGKILL at a random moment, then the same command: the same files to the byte, and nobody graded twice?"""
    submissions, undisturbed, pool = thirty
    moments, kills, classes = random.Random(5), 0, 0
    while kills < KILLS:
        out, done = tmp_path / f"out {classes}", False
        while not done:
            child = in_a_fork(lambda out=out: grade_here(pool, submissions, out))
            time.sleep(moments.uniform(0, 0.7))
            os.kill(child, signal.SIGKILL)
            done = not os.WIFSIGNALED(os.waitpid(child, 0)[1])
            kills += not done
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


def test_only_what_changed_is_graded_again(thirty, tmp_path):
    """One changed, one new, one gone: who is graded, and who is in the tables? And with --fresh, cut off and started again?"""
    submissions, _, pool = thirty
    mine = make_class(tmp_path / "submissions", broken=3)
    out = tmp_path / "out"
    assert grade_here(pool, mine, out) == ["broken 0", "broken 1", "broken 2"]
    assert grade_here(pool, mine, out) == []
    (mine / "broken 0.ipynb").write_text("changed")
    (mine / "broken 1.ipynb").unlink()
    (mine / "new").mkdir()
    assert grade_here(pool, mine, out) == ["broken 0", "new"]
    assert [row["student_id"] for row in grades(out)] == ["broken 0", "broken 2", "new"]
    with pytest.raises(KeyboardInterrupt):
        grade_class(mine, out, TRUSTED, lambda: StopsAt("broken 2"), fresh=True)
    assert grade_here(pool, mine, out, fresh=True) == ["broken 2", "new"]
    assert grade_here(pool, mine, out, fresh=True) == ["broken 0", "broken 2", "new"]


class StopsAt(Here):
    """Ctrl-C when a student's turn comes."""

    def __init__(self, student_id):
        super().__init__()
        self.student_id = student_id

    def submit(self, function, /, student_id, *rest):
        if student_id == self.student_id:
            raise KeyboardInterrupt
        return super().submit(function, student_id, *rest)


def test_a_raised_limit_gives_another_try(tmp_path):
    """A notebook that ran into --timeout is graded again with more time, and not with the same?"""
    submissions, pool = make_class(tmp_path / "submissions", sleeps="import time\ntime.sleep(60)"), Here()
    for timeout, tries in ((5, 1), (5, 0), (6, 1)):
        pool.asked.clear()
        settings = type(TRUSTED)(timeout=timeout, sandbox="none")
        assert grade_class(submissions, tmp_path / "out", settings, lambda: pool) == {"timeout": 1} and len(pool.asked) == tries


def test_a_locked_gradebook_stops_with_one_sentence(thirty, tmp_path):
    """Another program holds the gradebook: cause and mend, no row lost, and on it goes when it is let go?"""
    submissions, _, pool = thirty
    with pytest.raises(KeyboardInterrupt):
        grade_class(submissions, tmp_path, TRUSTED, lambda: StopsAt("broken 3"))
    before = finished(tmp_path)
    with sqlite3.connect(tmp_path / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Stopped, match="database is locked.*Close what holds it.*same command"):
            grade_here(pool, submissions, tmp_path)
    other.close()
    assert finished(tmp_path) == before and before
    assert len(grade_here(pool, submissions, tmp_path)) == 30 - len(before)


def inside(mounts, script):
    """A shell script on this machine with some folders mounted otherwise. Returns the finished process."""
    return subprocess.run(["bwrap", "--dev-bind", "/", "/", *mounts, "sh", "-c", script], cwd=ROOT, capture_output=True, text=True)


def test_read_only_out(tmp_path):
    """One sentence that names the folder, and no traceback?"""
    submissions, out = make_class(tmp_path / "submissions", broken=1), tmp_path / "out"
    out.mkdir()
    done = inside(["--ro-bind", out, out], f"{sys.executable} -m autograder grade '{submissions}' --out '{out}' --sandbox none")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{out}" in done.stderr and "Read-only file system. Make it writable, or choose another --out." in done.stderr


def test_a_full_disk(tmp_path):
    """A disk that fills up during the class: one sentence, nothing lost, and on it goes when there is room?"""
    submissions, out = make_class(tmp_path / "submissions", broken=40), tmp_path / "out"
    out.mkdir()
    grade = f"{sys.executable} -m autograder grade '{submissions}' --out '{out}' --sandbox none --jobs 1"
    script = (f"head -c 1200000 /dev/zero > '{out}/other'; {grade} && exit 9; cd '{out}'; rm other\n"
              f"wc -l < journal.jsonl; cd {ROOT}; {grade} || exit 8; wc -l < '{out}/grades.csv'; wc -l < '{out}/journal.jsonl'")
    done = inside(["--size", str(1700000), "--tmpfs", out], script)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    first, *_, rows, lines = done.stdout.splitlines()
    assert 0 < int(first) < 40 and int(rows) == 41 and int(lines) == 40
    assert "Free some space. What is graded is kept: start the same command again" in done.stderr


def test_out_inside_the_submissions(thirty, tmp_path):
    """OUT among the submissions is no student; OUT that is the submissions' own folder is refused?"""
    _, _, pool = thirty
    submissions = make_class(tmp_path / "submissions", broken=2)
    for _ in range(2):
        grade_here(pool, submissions, submissions / "grades")
        assert [row["student_id"] for row in grades(submissions / "grades")] == ["broken 0", "broken 1"]
    with pytest.raises(Stopped, match="a folder of their own"):
        grade_here(pool, submissions, submissions)


def test_two_graders_and_an_interrupt(tmp_path):
    """A second grader is refused. After Ctrl-C: gone at once with all it started, what is done in the tables, and how to go on?"""
    submissions, out = make_class(tmp_path / "submissions", broken=5, sleeps="import time\ntime.sleep(200)"), tmp_path / "out"
    first = command(submissions, out)
    wait_until(lambda: len(finished(out)) == 5 and asleep(first.pid))
    second = command(submissions, out)
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
    """Whether the kernel of the grader with this process id is there."""
    return len(family(psutil.Process(pid))) >= 4


def test_the_real_command_killed(thirty, tmp_path):
    """SIGKILL while kernels run: is nobody left over, and does the same command end with the undisturbed grades?"""
    _, _, pool = thirty
    submissions, out = make_class(tmp_path / "submissions", running=3, broken=3), tmp_path / "out"
    for rows in 0, 4:
        grader = command(submissions, out)
        wait_until(lambda rows=rows, pid=grader.pid: len(finished(out)) >= rows and asleep(pid))
        everyone = family(psutil.Process(grader.pid))
        grader.kill()
        grader.communicate()
        assert not psutil.wait_procs(everyone, timeout=10)[1]
    assert command(submissions, out).wait() == 0
    grade_here(pool, submissions, tmp_path / "undisturbed")
    assert unmeasured(out) == unmeasured(tmp_path / "undisturbed")
    assert sorted(finished(out)) == sorted(results(out)) and len(grades(out)) == 6


def test_workers_killed_during_a_class(thirty, tmp_path):
    """A worker killed after every second row: every row there, none twice, the undisturbed grades?"""
    _, _, known = thirty
    submissions, out = make_class(tmp_path / "submissions", running=6, broken=2), tmp_path / "out"
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
        grade_class(submissions, out, TRUSTED, lambda: LocalPool(2, partial(warm_up, TRUSTED, empty_gradebook().serialize())))
    finally:
        graded.set()
        killer.join()
    grade_here(known, submissions, tmp_path / "undisturbed")
    assert len(deaths) >= 2 and unmeasured(out) == unmeasured(tmp_path / "undisturbed")
    assert sorted(finished(out)) == sorted(results(out)) and len(results(out)) == 8


def test_a_kept_grade_needs_its_page(thirty, tmp_path):
    """A page that somebody has deleted comes back by grading again?"""
    _, _, pool = thirty
    submissions = make_class(tmp_path / "submissions", broken=2)
    grade_here(pool, submissions, tmp_path / "out")
    (tmp_path / "out" / "feedback" / "broken 1.html").unlink()
    assert grade_here(pool, submissions, tmp_path / "out") == ["broken 1"]
    assert (tmp_path / "out" / "feedback" / "broken 1.html").is_file()
