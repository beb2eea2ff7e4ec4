"""A worker that dies in the middle: its kernel goes with it, though the launcher, which the others share, stays."""
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import psutil
import pytest

from attacks import eventually
from autograder.walls import doctor
from autograder.walls.sandbox import SANDBOXES, WALLS, Sandbox

pytestmark = pytest.mark.slow


def ask(sandbox, source):
    SANDBOXES[WALLS, False] = sandbox
    return doctor.Trial().outputs([source])


def test_a_kernel_ends_with_its_worker():
    """Killed while a cell runs that would run for ever: are it and what it started gone, and does the launcher answer the next?"""
    mark = f"mark-{os.getpid()}"
    endless = (f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}], "
               "start_new_session=True)\nimport time; time.sleep(600)")

    def marked():
        return [process for process in psutil.process_iter(["cmdline"]) if mark in (process.info["cmdline"] or ())]

    sandbox = Sandbox(WALLS, warm=False)
    workers = [ProcessPoolExecutor(1, get_context("forkserver")) for _ in range(2)]
    try:
        pid = workers[0].submit(os.getpid).result()
        job = workers[0].submit(ask, sandbox, endless)
        assert eventually(marked, 60)
        psutil.Process(pid).kill()
        with pytest.raises(BrokenProcessPool):
            job.result()
        assert eventually(lambda: not marked(), 20)
        assert workers[1].submit(ask, sandbox, "print(1)").result() == ["1"]
    finally:
        for process in workers:
            process.shutdown()
        sandbox.close()
