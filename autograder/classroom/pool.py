"""Jobs through an Executor, local or on a cluster, and their results as they come; a worker that dies takes no job with it."""
from __future__ import annotations

import os
import queue
import tempfile
import threading
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, ThreadPoolExecutor, wait

from .worker import Worker, WorkerDied

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


class LocalPool(Executor):
    """Processes of this machine that do one job at a time each: when one dies, the others stay, and their jobs.

    `warm_up` is called in a new process before its first job. A process that works at one job for more than `seconds` is killed: the
    job is Overdue. One that needs more than MEMORY dies. Raises NoWorkers where a new process dies.
    """
    died = WorkerDied

    def __init__(self, size, warm_up, seconds=None):
        self.size, self.warm_up, self.seconds, self.stopped = size, warm_up, seconds, False
        self.scratch = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
        os.chmod(self.scratch.name, 0o711)  # a walled kernel is another user
        self.idle = queue.SimpleQueue()
        self.workers = {self.new() for _ in range(size)}  # all of them before there is a thread
        self.threads = ThreadPoolExecutor(size)
        for worker in [*self.workers]:
            self.threads.submit(self.put_warm, worker)

    def new(self):
        return Worker(self.warm_up, self.scratch.name)

    def put_warm(self, worker):
        warm = None
        try:
            warm = self.warm(worker)
        finally:
            self.idle.put(warm)

    def warm(self, worker=None):
        """A process that is ready for jobs: this one, or where it dies before, another."""
        for _ in range(STARTS):
            worker = worker or self.new()
            self.workers.add(worker)
            try:
                worker.result()
                return worker
            except WorkerDied:
                self.workers.discard(worker)
                worker = None
                if self.stopped:
                    raise
        raise NoWorkers(f"The processes that grade ended before they could begin, {STARTS} times in a row. Is there memory enough?")

    def submit(self, function, /, *args):
        return self.threads.submit(self.in_a_process, function, *args)

    def in_a_process(self, function, *args):
        worker = self.idle.get()
        try:
            worker = worker or self.warm()
            return worker.do(self.seconds, function, *args)
        finally:
            if worker and not worker.process.is_alive():
                self.workers.discard(worker)
                worker = None
            self.idle.put(worker)

    def width(self):
        return self.size + 1  # one is ready when another ends

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        for worker in self.workers:
            worker.kill()
        self.scratch.cleanup()

    def kill(self):
        """End all processes now, in whatever they are doing."""
        self.stopped = True
        self.threads.shutdown(wait=False, cancel_futures=True)
        ending = threading.Thread(target=self.shutdown)
        ending.start()
        while ending.is_alive():
            for worker in [*self.workers]:
                worker.process.kill()
            ending.join(0.1)
