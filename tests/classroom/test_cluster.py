"""The same class on a Dask cluster of real processes, into a real PostgreSQL."""
import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import sys
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.classroom.cluster import PATIENCE, Cluster, deliver
from autograder.classroom.grade import Stopped, grade_class
from classes import ROOT, TRUSTED, Here, command, family, finished, grade_here, make_class, results, unmeasured, wait_until

pytestmark = pytest.mark.slow


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def postgres_bin():
    """The folder of PostgreSQL's newest programs: on the path, or where Debian puts them."""
    found = shutil.which("initdb") or max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).resolve().parent


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A PostgreSQL of our own: (port, the command that controls it). It refuses to run as root, so root lends it another user."""
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/postgres-XXXXXX"], text=True).strip())
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, user)
        as_user = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
    port, data = free_port(), folder / "data"
    run = {"check": True, "cwd": folder, "stdout": subprocess.DEVNULL}
    subprocess.run([*as_user, postgres_bin() / "initdb", "-D", data, "-U", "grader", "-A", "trust", "--no-sync"], **run)
    control = [*as_user, postgres_bin() / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    with open(data / "postgresql.conf", "a") as settings:
        settings.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\nfsync = off\n")
    subprocess.run([*control, "start"], **run)
    yield port, control
    subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)


@pytest.fixture
def database(postgres, tmp_path):
    """The URL of an empty database."""
    name, port = f"grades_{tmp_path.name}".lower(), postgres[0]
    subprocess.run([postgres_bin() / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "grader", name], check=True)
    return f"postgresql://grader@127.0.0.1:{port}/{name}"


@pytest.fixture
def start(tmp_path):
    """Starts a command of Dask's, which ends with the test."""
    environment = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"}

    def start(*arguments):
        folder = tmp_path / f"process {len(started)}"
        folder.mkdir()
        with open(folder / "log", "w") as log:
            started.append(subprocess.Popen([sys.executable, "-m", "dask", *arguments, "--no-dashboard"], cwd=folder,
                                            env={**os.environ, **environment}, stdout=log, stderr=log))
        return started[-1]

    started = []
    yield start
    for process in started:
        for one in family(psutil.Process(process.pid)) if process.poll() is None else ():
            one.kill()
        process.wait()


@pytest.fixture
def cluster(start):
    """The README's two commands: a scheduler and two workers that share nothing but the project. (address, scheduler, workers)"""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", str(port))
    return address, scheduler, [start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]


def test_a_class_on_a_cluster(cluster, database, tmp_path):
    """One of two workers killed in the middle: every row once, the grades of one process, and in PostgreSQL the same scores? Then the
    scheduler: one sentence, and what was done in the tables?
    """
    (address, scheduler, workers), url = cluster, database
    submissions, out = make_class(tmp_path / "submissions", running=4, broken=2), tmp_path / "out"
    grader = command(submissions, out, "--scheduler", address, "--db", url)
    wait_until(lambda: len(finished(out)) >= 3, grader)
    for one in family(psutil.Process(workers[0].pid)):
        one.kill()
    assert grader.wait(600) == 0, grader.stderr.read()
    grade_here(Here(), submissions, tmp_path / "undisturbed")
    assert unmeasured(out) == unmeasured(tmp_path / "undisturbed")
    assert sorted(finished(out)) == sorted(results(out)) and len(results(out)) == 6
    with Gradebook(url) as gradebook:
        scores = {found["student"]: found["score"] for found in gradebook.submission_dicts("distillation")}
    assert scores == {student: row["score"] for student, row in results(out).items()}
    grader = command(submissions, tmp_path / "again", "--scheduler", address)
    wait_until(lambda: len(finished(tmp_path / "again")) >= 3, grader)
    scheduler.kill()
    said = grader.communicate(timeout=600)[1]
    assert grader.returncode == 1 and "same command" in said and "Traceback" not in said and len(results(tmp_path / "again")) >= 3


def test_the_gradebook_goes_away(postgres, database, tmp_path):
    """PostgreSQL stops: one sentence without a password, and when it is back the same command goes on?"""
    url, control = database, postgres[1]
    submissions, out = make_class(tmp_path / "submissions", broken=3), tmp_path / "out"
    secret = url.replace("grader@", "grader:pa55word@")
    subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=subprocess.DEVNULL)
    with pytest.raises(Stopped, match="refused.*same command") as stopped:
        grade_here(Here(), submissions, out, db=secret)
    assert "pa55word" not in str(stopped.value)
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL)
    grader = command(submissions, out, "--db", secret, "--jobs", "1")
    assert grader.wait(600) == 0, grader.stderr.read()
    assert len(results(out)) == 3 and (out / "course" / "nbgrader_config.py").stat().st_mode & 0o077 == 0


def refused(submissions, out, address, sentence):
    with pytest.raises(Stopped, match=sentence):
        grade_class(submissions, out, TRUSTED, partial(Cluster, address, TRUSTED.longest))


def test_no_scheduler(tmp_path, monkeypatch):
    """An address at which nobody answers: one sentence, when patience is at its end?"""
    monkeypatch.setitem(PATIENCE, "scheduler", 2)
    refused(make_class(tmp_path / "submissions", broken=1), tmp_path / "out", f"tcp://127.0.0.1:{free_port()}", "No Dask scheduler")


def test_an_open_cluster_is_refused(start, tmp_path):
    """Without TLS, elsewhere or open to others: one sentence before anything is sent, and --insecure all the same?"""
    submissions, port = make_class(tmp_path / "submissions", broken=1), free_port()
    refused(submissions, tmp_path / "out", "tcp://192.0.2.1:8786", "without TLS.*--insecure")
    start("scheduler", "--host", "0.0.0.0", "--port", str(port))
    start("worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-nanny")
    address = f"tcp://127.0.0.1:{port}"
    refused(submissions, tmp_path / "out", address, "without TLS")
    assert command(submissions, tmp_path / "out", "--scheduler", address, "--insecure").wait(600) == 0
    assert len(results(tmp_path / "out")) == 1


def test_a_cluster_with_certificates(start, tmp_path, monkeypatch):
    """As the README makes them: does a class get its grades over TLS, and does whoever has no certificate get nothing?"""
    lines = (ROOT / "autograder" / "README.md").read_text().partition("openssl req")[2].partition("```")[0]
    done = subprocess.run(["bash", "-ec", f"openssl req{lines}\nenv"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    submissions, port = make_class(tmp_path / "submissions", broken=1), free_port()
    address = f"tls://127.0.0.1:{port}"
    refused(submissions, tmp_path / "out", address, "No Dask scheduler")
    for line in done.stdout.splitlines():
        if line.startswith("DASK_"):
            monkeypatch.setenv(*line.split("=", 1))
    start("scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", str(port))
    start("worker", address, "--nthreads", "1", "--no-nanny")
    grader = command(submissions, tmp_path / "out", "--scheduler", address)
    assert grader.wait(600) == 0, grader.stderr.read()
    assert len(results(tmp_path / "out")) == 1


@pytest.mark.parametrize("status, outcome", [("finished", 3), ("lost", 3), ("pending", 3), ("error", ValueError("a job's own"))])
def test_a_result_outlives_its_worker(status, outcome):
    """A worker that dies right after its result was fetched: is the result there all the same, and an error an error?"""
    class Theirs:
        async def _result(self):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    theirs, ours = Theirs(), Future()
    theirs.status = status
    asyncio.run(deliver(theirs, ours))
    assert ours.exception() is outcome if status == "error" else ours.result() == outcome
