"""Jobs through an Executor, local or on a cluster, and their results as they come; a worker that dies takes no job with it."""
from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import tempfile
import threading
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver

STARTS = 10  # of a process that dies before it is warm, in a row
DEATHS = 3  # of workers at one job, before it is tried once more with nothing beside it


class NoWorkers(Exception):
    """There are no processes to grade with; the message says why."""


class Died:
    """The result of a job whose workers died, every time."""


def results(pool, jobs):
    """Yield (key, result) of each (key, function, *arguments) in `jobs`, as they are done.

    `pool` is an Executor with two things more: `width()`, how many jobs may be under way at once, so that what they hold stays
    bounded however many there are; `died`, the exception that says that a worker died. A job that meets it again and again has
    the result Died. Raises NoWorkers.
    """
    jobs, suspects, running = iter(jobs), [], {}

    def start(job, deaths):
        key, *call = job
        running[pool.submit(*call)] = job, deaths

    while True:
        while len(running) < pool.width() and (job := next(jobs, None)):
            start(job, 0)
        if not running and suspects:
            start(suspects.pop(), DEATHS)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            job, deaths = running.pop(future)
            try:
                result = future.result()
            except pool.died:
                if deaths + 1 < DEATHS:
                    start(job, deaths + 1)
                elif deaths + 1 == DEATHS:
                    suspects.append(job)
                else:
                    yield job[0], Died
            except (CancelledError, OSError) as error:  # no job's own: see machine.on_this_machine
                raise NoWorkers(f"The connection to those who grade is lost ({error or 'cancelled'}).") from None
            else:
                yield job[0], result


def begin():
    """Let the process from which a LocalPool's processes are forked import what they need, while this one goes on."""
    os.environ["OMP_NUM_THREADS"] = "1"  # as many processes as cores: threads would only wait for each other
    multiprocessing.set_forkserver_preload(["autograder.submission.grading"])
    forkserver.ensure_running()


class LocalPool(Executor):
    """Processes of this machine that do one job at a time each: when one dies, the others stay, and their jobs.

    `warm_up` is called in a new process before its first job. Raises NoWorkers where its process dies.
    """
    died = BrokenProcessPool

    def __init__(self, size, warm_up):
        begin()
        self.size, self.warm_up, self.stopped = size, warm_up, False
        self.scratch = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
        os.chmod(self.scratch.name, 0o711)  # a walled kernel is another user
        self.threads = ThreadPoolExecutor(size)
        self.idle = queue.SimpleQueue()
        for _ in range(size):
            self.threads.submit(self.put_warm)

    def put_warm(self):
        process = None
        try:
            process = self.warm_process()
        finally:
            self.idle.put(process)

    def submit(self, function, /, *args):
        return self.threads.submit(self.in_a_process, function, *args)

    def in_a_process(self, function, *args):
        process = self.idle.get()
        try:
            process = process or self.warm_process()
            return process.submit(function, *args).result()
        except BrokenProcessPool:
            process = None
            raise
        finally:
            self.idle.put(process)

    def warm_process(self):
        for _ in range(STARTS):
            process = ProcessPoolExecutor(1, multiprocessing.get_context("forkserver"), live_with_parent, (self.scratch.name,))
            try:
                process.submit(self.warm_up).result()
                return process
            except BrokenProcessPool:
                if self.stopped:
                    raise
        raise NoWorkers(f"The processes that grade ended before they could begin, {STARTS} times in a row. Is there memory enough?")

    def width(self):
        return self.size + 1  # one is ready when another ends

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        while not self.idle.empty():
            if process := self.idle.get():
                process.shutdown(wait)
        self.scratch.cleanup()

    def kill(self):
        """End all processes now, in whatever they are doing."""
        self.stopped = True
        self.threads.shutdown(wait=False, cancel_futures=True)
        ending = threading.Thread(target=self.shutdown)
        ending.start()
        while ending.is_alive():
            for child in multiprocessing.active_children():
                child.kill()
            ending.join(0.1)


def live_with_parent(scratch):
    """Set up a new process: Ctrl-C is the parent's business, and where the parent is gone, so is this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch

    def follow():
        multiprocessing.parent_process().join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=follow, daemon=True).start()
