"""Jobs through an Executor, local or on a cluster, and their results as they come; a worker that dies takes no job with it."""
from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import tempfile
import threading
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver

STARTS = 10  # of a process that dies before it is warm, in a row
DEATHS = 3  # of workers at one job, before it is tried once more with nothing beside it
MEMORY = 1 << 30  # bytes that a worker may take for its jobs beside what it has when it is warm


class NoWorkers(Exception):
    """There are no processes to grade with; the message says why."""


class Died:
    """The result of a job whose workers died, every time."""


class Overdue:
    """The result of a job that did not end in its time, whatever its worker was doing."""


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

    `warm_up` is called in a new process before its first job. A process that works at one job for more than `seconds` is killed: the
    job is Overdue. One that needs more than MEMORY dies. Raises NoWorkers where a new process dies.
    """
    died = BrokenProcessPool

    def __init__(self, size, warm_up, seconds=None):
        begin()
        self.size, self.warm_up, self.seconds, self.stopped = size, warm_up, seconds, False
        self.scratch = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
        os.chmod(self.scratch.name, 0o711)  # a walled kernel is another user
        self.threads = ThreadPoolExecutor(size)
        self.idle = queue.SimpleQueue()
        for _ in range(size):
            self.threads.submit(self.put_warm)

    def put_warm(self):
        worker = None
        try:
            worker = self.warm_process()
        finally:
            self.idle.put(worker)

    def submit(self, function, /, *args):
        return self.threads.submit(self.in_a_process, function, *args)

    def in_a_process(self, function, *args):
        worker = self.idle.get()
        try:
            worker = worker or self.warm_process()
            process, pid = worker
            job = process.submit(function, *args)
            if wait([job], self.seconds).not_done:
                os.kill(pid, signal.SIGKILL)
                worker = None
                return Overdue
            return job.result()
        except BrokenProcessPool:
            worker = None
            raise
        except MemoryError:
            os.kill(pid, signal.SIGKILL)  # what it still holds, nobody knows
            worker = None
            raise BrokenProcessPool("It took too much memory.") from None
        finally:
            self.idle.put(worker)

    def warm_process(self):
        """(a process, its id)"""
        for _ in range(STARTS):
            process = ProcessPoolExecutor(1, multiprocessing.get_context("forkserver"), live_with_parent, (self.scratch.name,))
            try:
                process.submit(self.warm_up).result()
                return process, process.submit(limit_memory).result()
            except BrokenProcessPool:
                if self.stopped:
                    raise
        raise NoWorkers(f"The processes that grade ended before they could begin, {STARTS} times in a row. Is there memory enough?")

    def width(self):
        return self.size + 1  # one is ready when another ends

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.threads.shutdown(wait, cancel_futures=cancel_futures)
        while not self.idle.empty():
            if worker := self.idle.get():
                worker[0].shutdown(wait)
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


def limit_memory():
    """Let this process take no more than MEMORY beside what it has. Returns its id."""
    if sys.platform == "linux":  # elsewhere the limit is not kept, or there is none
        import resource

        with open("/proc/self/status") as status:
            data = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    return os.getpid()
