"""Every attack of the corpus: it works where its wall is down, and in a class behind all walls it gains nothing."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from autograder.judging.judge import inputs_of
from autograder.judging.questions import QUESTIONS
from autograder.submission.execute import JudgedExecute
from autograder.walls import sandbox
from autograder.walls.sandbox import SANDBOXES
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from attacks import ATTACKS, WITNESS, Machine, eventually, shown
from in_process import CORPUS
from lab import ROOT, graded_cells, notebook
from naive import SETUP, chokes_on, points, stock

HONEST = ("answers aright", "midway aright", "zealously aright")
WALLS = sorted({attack.wall for attack in ATTACKS} - {"judge"})
SECONDS = 30


def of_kind(*kinds):
    found = [attack for attack in ATTACKS if attack.kind in kinds]
    return pytest.mark.parametrize("attack", found, ids=[attack.name for attack in found])


def cell(source, name=None):
    metadata = {"nbgrader": {"grade_id": name, "grade": name.startswith("test_"), "points": 1}} if name else {}
    return new_code_cell(source, metadata=metadata)


def run(cells, folder, **traits):
    """The cells after they ran in a kernel of ours, and were asked where there is a test cell."""
    nb = new_notebook(cells=cells)
    execute = JudgedExecute(submission_timeout=60, **traits)
    execute.preprocess(nb, {"nbgrader": {"student": "x"}, "metadata": {"path": str(folder)}})
    return nb


def ask(question, source, folder):
    """The points on one question in a notebook that has no other."""
    nb = run([cell(SETUP), cell(source, question), cell("", f"test_{question}")], folder)
    return nb.metadata.distillation_lab["questions"][question]["points"]


@pytest.fixture(scope="module")
def machine():
    """A machine with secrets on it, and the right answers to what a probe once asked."""
    with Machine(right_answers()) as machine:
        project = machine.folder / "project"
        for name in "autograder", "solutions", "notebooks":
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        solution = project / "solutions" / "distillation" / "distillation.ipynb"
        nb = nbformat.read(solution, as_version=4)
        for part in nb.cells:
            part.source = re.sub("^( *)### BEGIN SOLUTION$", rf"\g<0>\n\1# {machine.canaries['solution']}", part.source, flags=re.M)
        nbformat.write(nb, solution)
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls `alembic` by its name
        with Gradebook(f"sqlite:///{machine.folder / 'gradebook.db'}") as gradebook:
            gradebook.add_student("somebody else", last_name=machine.canaries["gradebook"])
        yield machine


def right_answers():
    with pytest.MonkeyPatch.context() as patch:
        sent = everybody_is_asked_the_same(patch)
        ask("compression", (CORPUS / "compression" / "right" / "one_line.py").read_text(), ROOT)
    return {"compression": base64.b64encode(sent["compression"]).decode()}


def everybody_is_asked_the_same(patch):
    """Take the judge's wall down: the inputs are known, the first answer counts. Returns {question: bytes}, filled as answers come."""
    import autograder.submission.execute as execute

    judge, sent = execute.judge, {}

    def record(question, inputs, answer, *rest):
        sent[question] = answer
        return judge(question, inputs, answer, *rest)

    patch.setattr(execute, "judge", record)
    patch.setattr(execute, "inputs_of", lambda question, seed: inputs_of(question, 0))
    patch.setattr(execute, "answer_in", lambda outputs: next(
        (base64.b64decode(output["data"][execute.ANSWER]) for output in outputs if execute.ANSWER in output.get("data", {})), "none"))
    return sent


def staged(folder):
    """A working copy on the host, with the notebook in it, as nbgrader has it while a notebook runs."""
    folder.mkdir()
    nbformat.write(notebook("notebooks"), folder / "distillation.ipynb")
    return folder


def seen_of(folder):
    files = [(file.name, file.lstat().st_mode, file.lstat().st_nlink, file.lstat().st_size) for file in folder.iterdir()]
    return folder.is_symlink(), sorted(files)


def says_loot(said):
    return any(f"{before}loot: " in said for before in ("'", '"', "\\n"))


def has_loot(machine, attack, cells, before, folder, traits):
    """Whether an attack got what it was made for."""
    said = shown(cells)
    return {"canary": lambda: any(canary in said for canary in machine.canaries.values()),
            "prints": lambda: says_loot(said),
            "heard": lambda: eventually(lambda: attack.name in machine.heard),
            "victim": lambda: eventually(machine.victim_fell),
            "survivor": lambda: eventually(machine.survivors),
            "neighbour": lambda: "left behind by" in shown(run([cell(WITNESS)], folder, **traits).cells),
            "host": lambda: seen_of(folder) != before or machine.forget_shared_memory(),
            "big": lambda: len(said) > 1e6 * float(attack.what)}[attack.kind]()


@pytest.mark.parametrize("wall", WALLS)
def test_an_attack_works_where_its_wall_is_down(wall, machine, tmp_path):
    """Is there loot to be had without this wall, so that having none behind it says something?"""
    failed = []
    traits = {"sandbox": "none"} if wall == "sandbox" else {"walls_down": [wall]}
    for attack in (attack for attack in ATTACKS if attack.wall == wall):
        folder = staged(tmp_path / attack.name)
        before = seen_of(folder)
        nb = run([cell(SETUP), cell(machine.cell_of(attack))], folder, **traits)
        if not has_loot(machine, attack, nb.cells[1:], before, folder, traits):
            failed.append(attack.name)
        for process in machine.survivors():
            process.kill()
    for key in [key for key in SANDBOXES if key[0] != sandbox.WALLS]:
        SANDBOXES.pop(key).close()
    assert not failed


@of_kind("points")
def test_a_test_in_the_students_process_is_beaten(attack, machine, tmp_path):
    """Does nbgrader, with tests that assert where the student's code ran, give points to somebody who has no answer?"""
    assert points(attack, machine.cell_of(attack), tmp_path) > 0


def test_a_test_in_the_students_process_is_fair(machine, tmp_path):
    """Would it give none to an empty cell, and the point to a right one? (Else the test above proves nothing.)"""
    for attack in (attack for attack in ATTACKS if attack.name == "float_that_lies"):
        assert points(attack, "pass", tmp_path) == 0
        assert points(attack, (CORPUS / "compression" / "right" / "one_line.py").read_text(), tmp_path) == 1


@of_kind("replay")
def test_a_replay_works_where_everybody_is_asked_the_same(attack, machine, tmp_path, monkeypatch):
    """Does an earlier probe's right answer bring full marks without code, where inputs are no secret and the first answer counts?"""
    everybody_is_asked_the_same(monkeypatch)
    assert ask(attack.question, machine.cell_of(attack), tmp_path) == 2


@of_kind("says")
def test_a_lie_reaches_the_judge(attack, machine, tmp_path, monkeypatch):
    """Is what the attacker wants to be believed in the bytes that the judge is given?"""
    sent = everybody_is_asked_the_same(monkeypatch)
    monkeypatch.setattr("autograder.judging.judge.listen", lambda module, inputs, answer: ([], []))
    ask(attack.question, machine.cell_of(attack), tmp_path)
    assert attack.what in sent[attack.question].decode(errors="replace").replace('\\"', '"')


@of_kind("stock")
def test_nbgrader_as_it_comes_chokes(attack, machine, tmp_path):
    """Does it fail on this notebook, or get no answer any more, so that one student stops the batch?"""
    nb = new_notebook(cells=[cell("1", "test_one"), cell("print('still here')")])
    nb.cells[0].metadata.nbgrader.update(locked=True, solution=False, schema_version=3, cell_type="code")
    if attack.edits:
        exec(attack.code, {"nb": nb})
    else:
        nb.cells[0].source = machine.cell_of(attack)
    assert chokes_on(nb, tmp_path)


@of_kind("terminal")
def test_a_kernel_as_it_comes_writes_to_the_terminal(attack, machine, tmp_path, capfd):
    """Does what the student wrote stand on the instructor's terminal?"""
    stock(new_notebook(cells=[cell(machine.cell_of(attack))]), tmp_path, kernel_name="python3")
    assert attack.name in capfd.readouterr().out


@of_kind("slow")
def test_nbclient_as_it_comes_is_slow(attack, machine, tmp_path):
    """Does what was printed cost the grader seconds after the cell has long ended?"""
    nb = new_notebook(cells=[cell(machine.cell_of(attack))])
    started = time.monotonic()
    stock(nb, tmp_path, coalesce_streams=True)
    assert time.monotonic() - started > float(attack.what)


def submission(machine, attack):
    """The notebook that a student hands in who attacks one question, or with nothing else in it all of them."""
    nb = notebook("notebooks" if attack.question == "*" else "solutions")
    if attack.edits:
        exec(attack.code, {"nb": nb})
    else:
        graded_cells(nb)[attack.cell].source = machine.cell_of(attack)
    return nb


class Watch(threading.Thread):
    """The most memory that a process of the grader's own took, in MB; kernels and what they start are not the grader."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peak, self.done = psutil.Process(process.pid), 0, threading.Event()
        self.ours = os.readlink("/proc/self/ns/pid")

    def run(self):
        while not self.done.wait(0.05):
            for process in [self.process, *self.process.children(recursive=True)]:
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
        nb = notebook()
        nb.cells.insert(-1, cell(WITNESS))
        nbformat.write(nb, here / "submissions" / f"{name}.ipynb")
    (here / "submissions" / "private.txt").write_text(machine.canaries["classmate"])
    victim, segments = machine.victim.pid, machine.forget_shared_memory()
    machine.heard.clear()
    command = [sys.executable, "-m", "autograder", "grade", here / "submissions", "--out", here / "out", "--jobs", "2",
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
    assert all(graded["rows"][attack.name]["seconds"] < 15 for attack in ATTACKS if attack.kind == "slow")
    assert set(graded["rows"]) == {attack.name for attack in ATTACKS} | set(HONEST)
    assert "Traceback" not in graded["said"] and "written_to_the_terminal\a" not in graded["said"]
