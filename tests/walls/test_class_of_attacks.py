"""All attacks in one class behind all walls, honest students among them: nobody gains, nothing leaks, nothing is lost."""
import contextlib
import json
import os
import subprocess
import sys
import threading

import nbformat
import psutil
import pytest

from asking import cell
from attacks import ATTACKS, WITNESS, says_loot, shown
from autograder.judging.questions import QUESTIONS
from lab import graded_cells, lean, notebook
from naive import SETUP

pytestmark = pytest.mark.slow
HONEST = ("answers aright", "midway aright", "zealously aright")
SECONDS = 40


def submission(machine, attack):
    """The notebook that a student hands in who attacks one question, or with nothing else in it all of them. Of the lesson and the
    other answers it holds what is looked at afterwards.
    """
    nb = lean(notebook("notebooks" if attack.question == "*" else "solutions"))
    if attack.edits:
        exec(attack.code, {"nb": nb})
        return nb
    answers = graded_cells(nb)
    answers[attack.cell].source = machine.cell_of(attack)
    all_of_them = attack.question == "*" or attack.kind == "stock"
    nb.cells = [cell(SETUP), *(answers[name] for name in answers if all_of_them or name == attack.cell)]
    return nb


class Watch(threading.Thread):
    """The most memory that a process of the grader's own took, in MB; kernels and what they start are not the grader."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peak, self.done = psutil.Process(process.pid), 0, threading.Event()
        self.ours = os.readlink("/proc/self/ns/pid")

    def run(self):
        while not self.done.wait(0.05) and self.process.is_running():
            family = [self.process]
            with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
                family += self.process.children(recursive=True)
            for process in family:
                try:
                    if os.readlink(f"/proc/{process.pid}/ns/pid") == self.ours and "launcher.py" not in " ".join(process.cmdline()):
                        self.peak = max(self.peak, process.memory_info().rss / 1e6)
                except (OSError, psutil.Error):
                    pass


@pytest.fixture(scope="module")
def graded(machine, tmp_path_factory):
    """The class of all attackers, and three honest students among them: OUT, rows, the grader's words and its peak memory in MB."""
    here = tmp_path_factory.mktemp("hostile")
    (here / "submissions").mkdir()
    for attack in ATTACKS:
        nbformat.write(submission(machine, attack), here / "submissions" / f"{attack.name}.ipynb")
    for name in HONEST:
        nb = lean(notebook())
        nb.cells.insert(-1, cell(WITNESS))
        nbformat.write(nb, here / "submissions" / f"{name}.ipynb")
    (here / "submissions" / "private.txt").write_text(machine.canaries["classmate"])
    victim, segments = machine.victim.pid, machine.forget_shared_memory()
    machine.heard.clear()
    command = [sys.executable, "-m", "autograder", "grade", here / "submissions", "--out", here / "out", "--jobs", "4",
               "--timeout", str(SECONDS), "--memory", "1G", "--db", f"sqlite:///{machine.folder / 'gradebook.db'}"]
    mounts, scratch = len(open("/proc/self/mountinfo").readlines()), machine.folder / "scratch"
    scratch.mkdir()
    with open(here / "words", "w+") as words:
        process = subprocess.Popen(command, cwd=machine.folder / "project", stdout=words, stderr=words,
                                   env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"})
        watch = Watch(process)
        watch.start()
        process.wait()
        watch.done.set()
        watch.join()
        words.seek(0)
        said = words.read()
    assert process.returncode == 0, said[-3000:]
    assert not segments
    rows = {row["student_id"]: row for row in map(json.loads, (here / "out" / "results.jsonl").read_text().splitlines())}
    return {"out": here / "out", "rows": rows, "said": said, "peak": watch.peak, "mounts": mounts, "victim": victim,
            "scratch": scratch}


def autograded(graded, name):
    """The cells of a submission as they ran."""
    file = graded["out"] / "course" / "autograded" / name / "distillation" / "distillation.ipynb"
    return nbformat.read(file, as_version=4).cells


def marks(graded, attack):
    """{question: points} of an attacker's submission."""
    return {name: question["points"] for name, question in graded["rows"][attack.name]["questions"].items()}


def test_nobody_gains_a_point_by_an_attack(graded):
    """On the question that was attacked, or on all of them, has anybody more than the code is worth?"""
    attacked = {attack: list(QUESTIONS) if attack.question == "*" else [attack.question] for attack in ATTACKS}
    got = {attack: sum(marks(graded, attack)[question] for question in questions) for attack, questions in attacked.items()}
    assert {attack.name: points for attack, points in got.items() if points > attack.earns} == {}
    assert all(row["max_score"] == 20 for row in graded["rows"].values())


def test_the_honest_keep_full_marks(graded):
    """Among a hundred attackers, 19 points for each who answered?"""
    assert [graded["rows"][name]["score"] for name in HONEST] == [19] * 3


def test_an_attack_on_one_question_costs_no_other(graded):
    """A kernel that hung, died or talked nonsense in one question: are the others asked all the same?"""
    full = dict(zip(QUESTIONS, (6, 6, 2, 3, 2), strict=True))
    for attack in (attack for attack in ATTACKS if attack.kind == "stock" and not attack.edits):
        assert {**marks(graded, attack), attack.question: 0} == {**full, attack.question: 0}, attack.name


def test_no_secret_is_anywhere(graded, machine):
    """Solution, gradebook, environment, class mate, key, file, memory: has nothing that was planted come into any file?"""
    contents = {file: file.read_bytes() for file in graded["out"].rglob("*") if file.is_file()}
    secrets = {name: canary.encode() for name, canary in machine.canaries.items()}
    assert [(file, name) for file, content in contents.items() for name, secret in secrets.items() if secret in content] == []


def test_no_loot_behind_the_walls(graded, machine):
    """Did nothing get out, stay alive, stay behind or fall?"""
    assert [attack.name for attack in ATTACKS if says_loot(shown(autograded(graded, attack.name)))] == []
    assert not machine.heard and not machine.survivors() and not machine.forget_shared_memory()
    assert machine.victim.pid == graded["victim"] and not machine.victim_fell()
    assert not list((machine.folder / "loot").iterdir())
    for name in HONEST:
        assert "left behind by" not in shown(autograded(graded, name))


def test_the_machine_is_as_it_was(graded):
    """No mount, process or scratch file left over when the class is done?"""
    assert len(open("/proc/self/mountinfo").readlines()) == graded["mounts"]
    commands = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    assert [command for command in commands if str(graded["scratch"]) in command] == []
    assert list(graded["scratch"].iterdir()) == []


def test_the_graders_memory_and_files_stay_small(graded):
    """A hundred attackers: no process of the grader over 800 MB, no row over 100 kB, no notebook over 15 MB?"""
    assert graded["peak"] < 800
    assert max(len(json.dumps(row)) for row in graded["rows"].values()) < 100_000
    sizes = {file.name: file.stat().st_size for file in graded["out"].rglob("*") if file.suffix in (".ipynb", ".html")}
    assert {name: size for name, size in sizes.items() if size > 15_000_000} == {}


def test_nobody_takes_the_graders_time(graded):
    """Is no submission worked at for longer than it may take, and does none end the class?"""
    assert {name: row["seconds"] for name, row in graded["rows"].items() if row["seconds"] > SECONDS + 10} == {}
    honest = max(graded["rows"][name]["seconds"] for name in HONEST)  # a busy machine is slow for all
    assert all(graded["rows"][attack.name]["seconds"] < 2 * honest for attack in ATTACKS if attack.kind == "slow")
    assert set(graded["rows"]) == {attack.name for attack in ATTACKS} | set(HONEST) | {"private"}  # a file that is no notebook
    assert "Traceback" not in graded["said"] and "written_to_the_terminal\a" not in graded["said"]
