"""A process that works for a pool: it begins warm, ends with its parent, and takes no more than its memory."""
from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import traceback
from multiprocessing.connection import wait

MEMORY = 1 << 30  # bytes that a worker may take for its jobs beside what it has when it is warm


class Overdue:
    """The result of a job that did not end in its time, whatever its worker was doing."""


class WorkerDied(Exception):
    """A process ended before its job did."""


class Worker:
    """A process that does one job after the other. It begins as a copy of this one, and shares what this one has imported, where
    this one is a single thread, as Linux can tell; else as a process of its own, which imports all anew.
    """

    def __init__(self, warm_up, scratch):
        context = multiprocessing.get_context("fork" if is_one_thread() else "forkserver")
        context.set_forkserver_preload(["autograder.submission.grading"])
        self.channel, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, warm_up, scratch), daemon=True)
        self.process.start()
        theirs.close()

    def result(self, seconds=None):
        """What it says next: first that it is warm, then each job's result, or Overdue where that takes longer. Raises WorkerDied,
        and what the job raised. After Overdue, WorkerDied and a MemoryError, which is one, the process is gone.
        """
        if not wait([self.channel], seconds):
            self.kill()
            return Overdue
        try:
            value, error = self.channel.recv()
        except (EOFError, OSError):
            self.kill()
            raise WorkerDied from None
        if isinstance(error, MemoryError):  # what it still holds, nobody knows
            self.kill()
            raise WorkerDied("It took too much memory.")
        if error:
            raise error
        return value

    def do(self, seconds, *call):
        try:
            self.channel.send(call)
        except OSError:
            self.kill()
            raise WorkerDied from None
        return self.result(seconds)

    def kill(self):
        self.process.kill()
        self.process.join()


def is_one_thread():
    """Whether this process, as far as the system tells, has no second thread, which a copy of it would not have."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def work(channel, warm_up, scratch):
    """What a worker's process does: it warms up and says so, then does each job that comes."""
    live_with_parent(scratch)
    warm_up()
    limit_memory()
    said = None, None
    while True:
        channel.send(said)
        function, *args = channel.recv()
        try:
            said = function(*args), None
        except BaseException as error:
            error.add_note(traceback.format_exc())  # it is raised in another process
            said = None, error


def live_with_parent(scratch):
    """Set up a new process: Ctrl-C is the parent's business, and where the parent is gone, so is this, by Linux's hand even if it
    is deep in C, elsewhere by its own.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = scratch
    parent = multiprocessing.parent_process()
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETSIG, signal.SIGKILL)  # at its end, as the parent's own
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, os.O_ASYNC)

    def follow():
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=follow, daemon=True).start()


def limit_memory():
    """Let this process take no more than MEMORY beside what it has."""
    if sys.platform == "linux":  # elsewhere the limit is not kept, or there is none
        import resource

        with open("/proc/self/status") as status:
            data = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
