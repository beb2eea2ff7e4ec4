"""What one submission, or the machine, can do to the building of the next one's walls: and that nobody is blamed for it."""
import ctypes
import itertools
import os
import resource
import select
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from attacks import NOBODY, eventually
from autograder.submission import execute
from autograder.walls import calls, client, doctor, memory
from autograder.walls.sandbox import SANDBOXES, WALLS, LauncherEnded, Sandbox, SandboxError, sandbox_of
from lab import printed

pytestmark = pytest.mark.slow
libc = ctypes.CDLL(None, use_errno=True)
SESSION, PROCESS = -3, -2  # keyrings
NAMES = itertools.count()  # of keys
READ = """
import ctypes
libc, text = ctypes.CDLL(None), ctypes.create_string_buffer(100)
key = libc.syscall({keyctl}, 10, -3, b"user", b"kdlab", 0)
libc.syscall({keyctl}, 2, key, b"overwritten", 11)
print(libc.syscall({keyctl}, 11, key, text, 99), text.value.decode(), open("/proc/keys").read())"""


@contextmanager
def a_child(work, again=False):
    """A child of ours, the user that kernels are, who has done some work and keeps what it took while the block runs.

    `again`: it goes on with the work all the time, since Linux is slow to give back what others left.
    """
    (here, there), (wait, go) = os.pipe(), os.pipe()
    calls.numbers()  # before the child loses sight of our packages
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            kept = work()
            os.write(there, b"x")
            os.close(go)
            while again and not select.select([wait], [], [], 0)[0]:
                work()
            os.read(wait, 1)
            del kept
        finally:
            os._exit(0)
    os.close(there)
    os.close(wait)
    assert os.read(here, 1) == b"x"
    try:
        yield
    finally:
        os.close(go)
        os.close(here)
        os.waitpid(child, 0)


def keyctl(*args):
    return libc.syscall(calls.numbers()["keyctl"], *args)


def fill_the_key_quota():
    """In the keyring of this process, a key after the other until there may be no more."""
    while libc.syscall(calls.numbers()["add_key"], b"user", str(next(NAMES)).encode(), b"x", 1, PROCESS) > 0:
        pass


@contextmanager
def no_keys_left():
    """While a neighbour has them all; at its end Linux, which takes its time, has given most of them back."""
    with a_child(fill_the_key_quota, again=True):
        yield
    assert eventually(lambda: keys_in_use() < 100)


def keys_in_use():
    """That count for the user that kernels are."""
    user, lines = NOBODY if os.geteuid() == 0 else os.getuid(), Path("/proc/key-users").read_text().splitlines()
    return next((int(line.split()[3].split("/")[0]) for line in lines if line.split(":")[0].strip() == str(user)), 0)


def send_descriptors():
    """As many as a user may have on their way, of whom Linux counts all processes together."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    kept = []
    with pytest.raises(OSError, match="Too many references"):
        while True:
            kept.append(socket.socketpair())
            kept[-1][0].setblocking(False)
            try:
                while True:
                    socket.send_fds(kept[-1][0], [b"x"], [0] * 253)
            except BlockingIOError:
                pass
    return kept


def test_the_graders_keys_are_no_kernels():
    """With a user's keys used up, so that no keyring can be joined, does a kernel read or write what the grader keeps in his?"""
    assert keyctl(1, None) > 0
    ours = libc.syscall(calls.numbers()["add_key"], b"user", b"kdlab", b"canary", 6, SESSION)
    read, down = READ.format(keyctl=calls.numbers()["keyctl"]), {"walls_down": ["calls"]}
    assert ours > 0
    assert [doctor.Trial(**traits).outputs(["print(1)"]) for traits in (down, {})] == [["1"], ["1"]]  # launchers are there
    with no_keys_left():
        assert [doctor.Trial(**traits).outputs([read]) for traits in (down, {})] == [["-1"], ["-1"]]
    text = ctypes.create_string_buffer(100)
    assert keyctl(11, ours, text, 99) == 6 and text.value == b"canary"


def test_a_launcher_that_cannot_leave_the_graders_keyring_is_none(monkeypatch):
    """Does a launcher whose wall could not be built say so, and fork nobody?"""
    monkeypatch.setattr(client, "PAUSES", (0, None))
    close_all()
    assert keyctl(1, None) > 0  # there is one to leave
    with no_keys_left(), pytest.raises(SandboxError, match="session keyring"):
        doctor.Trial().outputs(["print(1)"])
    assert doctor.Trial().outputs(["print(1)"]) == ["1"]


def test_descriptors_in_flight_stop_nobody(monkeypatch):
    """A submission of the grader's own user that has sent as many as it can: is there a kernel for the next?"""
    monkeypatch.setattr(memory, "parent_group", lambda: (None, None))
    if os.geteuid() == 0:  # what root may do is not counted
        os.chown(sandbox_of(WALLS, False).files, NOBODY, NOBODY)
    with a_child(send_descriptors):
        with a_child(lambda: doctor.Trial().outputs(["print(1)"]) == ["1"] or os._exit(1)):
            pass


WORK = "print('done')"


def close_all():
    while SANDBOXES:
        SANDBOXES.popitem()[1].close()


def launcher(sandbox):
    """The process that forks."""
    return next(child for child in psutil.Process(sandbox.process.pid).children(recursive=True)
                if "/run/launcher.py" in child.cmdline() and child.name() != "bwrap")


class Meanwhile(doctor.Trial):
    """Something happens before its last cell."""
    def run_cell(self, cell, index):
        if index == len(self.nb.cells) - 1:
            self.happens()
        super().run_cell(cell, index)


def test_a_launcher_that_cannot_fork_keeps_its_kernels():
    """Too many processes for a moment: does that kernel start elsewhere, and does the neighbour's, at work meanwhile, know nothing?"""
    close_all()

    def happens():
        shared = SANDBOXES.pop((WALLS, False))
        forks = launcher(shared).pid
        with a_child(lambda: resource.prlimit(forks, resource.RLIMIT_NPROC, (1, 1))):
            pass
        with pytest.raises(SandboxError, match="cannot fork"):
            shared.fork(shared.new_slot(), {}, 1 << 30, None)
        copy = SANDBOXES[WALLS, False] = object.__new__(Sandbox)  # as a worker has it
        vars(copy).update(shared.__getstate__(), control=shared.control.dup())
        assert doctor.Trial().outputs(["print(1)"]) == ["1"]
        assert SANDBOXES[WALLS, False] is not copy
        SANDBOXES["the neighbour's"] = shared

    neighbour = Meanwhile()
    neighbour.happens = happens
    assert neighbour.outputs(["pass", "print('alive')"])[1] == "alive"


@pytest.mark.parametrize("times", [1, 3])
def test_a_launcher_that_ends_is_nobodys_crash(times, tmp_path, monkeypatch):
    """The launcher killed in the middle of a submission: is it run again, and if that ends so too, is it ours and no verdict?"""
    close_all()
    run_cell, left = execute.JudgedExecute.run_cell, list(range(times))

    def die_and_run(self, cell, index):
        if cell.source == WORK and left:
            left.pop()
            launcher(SANDBOXES[WALLS, False]).kill()
            assert select.select([self.km.provisioner.handle], [], [], 60)[0]  # the kernel has ended too, which may print before that
        return run_cell(self, cell, index)

    monkeypatch.setattr(execute.JudgedExecute, "run_cell", die_and_run)
    judged, nb = execute.JudgedExecute(submission_timeout=300, asked=True), new_notebook(cells=[new_code_cell(WORK)])
    judged.warm, resources = False, {"nbgrader": {"student": "x"}, "metadata": {"path": str(tmp_path)}}
    if times == 1:
        judged.preprocess(nb, resources)
        assert (judged.status, printed(nb.cells[0]), left) == ("graded", "done\n", [])
    else:
        with pytest.raises(LauncherEnded):
            judged.preprocess(nb, resources)


def test_files_that_only_the_grader_may_read_are_given_all_the_same(monkeypatch, tmp_path):
    """The lab saved with a strict umask: does a kernel, which may be another user, have it?"""
    lab = tmp_path / "lab"
    subprocess.run(["cp", "-r", "autograder/walls", lab], check=True)
    for path in [lab, *lab.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.setattr("autograder.walls.sandbox.LAB", lab)
    close_all()
    try:
        assert "doctor.py" in doctor.Trial().outputs(["import os; print(os.listdir())"])[0]
    finally:
        close_all()
