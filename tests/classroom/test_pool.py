"""The pool itself, with jobs of its own: a worker that dies, dies again or never begins, and how much is under way."""
import os
import subprocess
import sys

import psutil
import pytest

from attacks import eventually
from autograder.classroom.pool import DEATHS, Died, LocalPool, NoWorkers, results
from autograder.classroom.worker import Overdue
from jobs import die, double, fill, fill_in_pieces, never_end, nothing


def test_a_job_that_kills_its_worker_is_given_up(tmp_path):
    """After three deaths and a last try alone it is Died, and every other job has its result once?"""
    pool = LocalPool(2, nothing)
    jobs = [("killer", die, tmp_path / "log"), *((number, double, number) for number in range(20))]
    found = list(results(pool, jobs))
    pool.shutdown()
    assert sorted(found, key=str) == sorted([("killer", Died), *((number, 2 * number) for number in range(20))], key=str)
    assert len((tmp_path / "log").read_text().splitlines()) == DEATHS + 1


@pytest.mark.slow
def test_a_job_that_never_ends_is_given_up():
    """Whatever its worker is doing: Overdue, and every other job has its result once, by this worker's follower too?"""
    pool = LocalPool(1, nothing, seconds=10)
    found = list(results(pool, [("first", double, 1), ("endless", never_end), ("last", double, 2)]))
    pool.shutdown()
    assert sorted(found) == [("endless", Overdue), ("first", 2), ("last", 4)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it goes on until its job is done")
@pytest.mark.parametrize("first", (True, False), ids=("as it began", "after another died"))
def test_a_worker_ends_with_a_pool_that_was_killed(first, tmp_path):
    """Also where it hangs in C, so that none of its threads can see that nobody waits for it?"""
    folder = tmp_path / "log"
    program = f"""
from pathlib import Path
from autograder.classroom.pool import LocalPool
from jobs import die, hang, nothing
pool = LocalPool(1, nothing)
{"" if first else f'pool.submit(die, "{folder}").exception()'}
pool.submit(hang, "{folder}").result()
"""
    path = os.pathsep.join(path for path in sys.path if path)
    pool = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": path})
    assert eventually(lambda: folder.is_file() and folder.read_text().endswith("hangs\n"))
    worker = psutil.Process(int(folder.read_text().split()[-2]))
    pool.kill()
    pool.wait()
    assert eventually(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no other system keeps the limit")
@pytest.mark.parametrize("greedy", (fill, fill_in_pieces))
def test_a_job_that_takes_all_memory_is_given_up(greedy):
    """At once or bit by bit: Died, and every other job has its result once?"""
    pool = LocalPool(1, nothing)
    found = list(results(pool, [("first", double, 1), ("greedy", greedy), ("last", double, 2)]))
    pool.shutdown()
    assert sorted(found) == [("first", 2), ("greedy", Died), ("last", 4)]


def test_workers_that_cannot_begin_stop_the_class():
    """A process that dies before its first job, each time: a sentence, and no loop?"""
    pool = LocalPool(1, os.abort)
    with pytest.raises(NoWorkers, match="ended before they could begin"):
        list(results(pool, [("job", double, 1)]))
    pool.kill()


def test_no_more_is_under_way_than_the_window(tmp_path):
    """Of a thousand jobs, are only a handful made before the first is done?"""
    pool, made, most = LocalPool(2, nothing), 0, 0

    def jobs():
        nonlocal made
        for number in range(1000):
            made += 1
            yield number, double, number

    for done, _ in enumerate(results(pool, jobs()), 1):
        most = max(most, made - done)
    pool.shutdown()
    assert made == 1000 and most <= 3
