"""Changed, locked out, out of room: does the same command go on, and is nothing lost or graded twice?"""
import sqlite3
import subprocess
import sys

import pytest

from autograder.classroom.grade import Stopped, grade_class
from classes import (
    ROOT,
    TRUSTED,
    Here,
    finished,
    grade_here,
    grades,
    make_class,
)

pytestmark = pytest.mark.slow


def test_only_what_changed_is_graded_again(tmp_path):
    """One changed, one new, one gone: who is graded, and who is in the tables? And with --fresh, cut off and started again?"""
    pool, mine, out = Here(), make_class(tmp_path / "submissions", broken=3), tmp_path / "out"
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


def test_a_locked_gradebook_stops_with_one_sentence(tmp_path):
    """Another program holds the gradebook: cause and mend, no row lost, and on it goes when it is let go?"""
    pool, submissions, out = Here(), make_class(tmp_path / "submissions", broken=6), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        grade_class(submissions, out, TRUSTED, lambda: StopsAt("broken 3"))
    before = finished(out)
    with sqlite3.connect(out / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Stopped, match="database is locked.*Close what holds it.*same command"):
            grade_here(pool, submissions, out)
    other.close()
    assert finished(out) == before and before
    assert len(grade_here(pool, submissions, out)) == 6 - len(before)


def inside(mounts, script):
    """A shell script on this machine with some folders mounted otherwise. Returns the finished process."""
    return subprocess.run(["bwrap", "--dev-bind", "/", "/", *mounts, "sh", "-c", script], cwd=ROOT, capture_output=True, text=True)


def test_read_only_out(tmp_path):
    """One sentence that names the folder, and no traceback?"""
    submissions, out = make_class(tmp_path / "submissions", broken=1), tmp_path / "out"
    out.mkdir()
    grade = f"{sys.executable} -m autograder grade '{submissions}' --out '{out}' --sandbox none --jobs 1"
    done = inside(["--ro-bind", out, out], grade)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{out}" in done.stderr and "Read-only file system. Make it writable, or choose another --out." in done.stderr


def test_grades_are_their_owners_alone(tmp_path):
    """A folder that was not there: can nobody else on the machine look into it?"""
    grade_here(Here(), make_class(tmp_path / "submissions", broken=1), tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


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


def test_out_inside_the_submissions(tmp_path):
    """OUT among the submissions is no student; OUT that is the submissions' own folder is refused?"""
    pool, submissions = Here(), make_class(tmp_path / "submissions", broken=2)
    for _ in range(2):
        grade_here(pool, submissions, submissions / "grades")
        assert [row["student_id"] for row in grades(submissions / "grades")] == ["broken 0", "broken 1"]
    with pytest.raises(Stopped, match="a folder of their own"):
        grade_here(pool, submissions, submissions)


def test_a_kept_grade_needs_its_page(tmp_path):
    """A page that somebody has deleted comes back by grading again?"""
    pool, submissions = Here(), make_class(tmp_path / "submissions", broken=2)
    grade_here(pool, submissions, tmp_path / "out")
    (tmp_path / "out" / "feedback" / "broken 1.html").unlink()
    assert grade_here(pool, submissions, tmp_path / "out") == ["broken 1"]
    assert (tmp_path / "out" / "feedback" / "broken 1.html").is_file()
