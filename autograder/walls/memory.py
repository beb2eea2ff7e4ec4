"""How much memory a submission may use: a control group of the operating system's, or an eye on its processes from outside."""
from __future__ import annotations

import os
import signal
import threading
import time
from functools import cache
from pathlib import Path

import psutil

INTERVAL = 0.1  # seconds between two looks


class ControlGroup:
    """The kernel counts every page, and ends what goes over the limit."""
    serial = 0

    def __init__(self, limit):
        ControlGroup.serial += 1
        self.parent, self.version = parent_group()
        self.folder = self.parent / f"distillation-lab-{os.getpid()}-{ControlGroup.serial}"
        self.folder.mkdir()
        try:
            if self.version == 1:
                self.write("memory.limit_in_bytes", limit)
                self.write("memory.memsw.limit_in_bytes", limit, optional=True)
            else:
                self.write("memory.max", limit)
                self.write("memory.swap.max", 0, optional=True)
                self.write("memory.oom.group", 1, optional=True)
        except OSError:
            self.folder.rmdir()
            raise

    def write(self, name, value, optional=False):
        if not optional or (self.folder / name).exists():
            (self.folder / name).write_text(str(value))

    def admit(self, pid):
        """Put a process, and so all that it will start, under the limit."""
        self.write("cgroup.procs", pid)

    @property
    def peak(self):
        """Bytes, the most so far."""
        name = "memory.max_usage_in_bytes" if self.version == 1 else "memory.peak"
        return int((self.folder / name).read_text())

    @property
    def exceeded(self):
        name = "memory.oom_control" if self.version == 1 else "memory.events"
        counts = dict(line.split() for line in (self.folder / name).read_text().splitlines())
        return int(counts["oom_kill"]) > 0

    def close(self):
        for _ in range(100):
            try:
                self.folder.rmdir()
                return
            except FileNotFoundError:
                return
            except OSError:  # the last process is still going
                time.sleep(0.02)


class Watch:
    """Ten times a second, what a process and all its children hold beyond what it had when it was forked."""
    def __init__(self, limit):
        self.limit, self.peak, self.exceeded = limit, 0, False
        self.done, self.watcher = threading.Event(), threading.Thread(target=self.look, daemon=True)

    def admit(self, pid):
        self.process, self.handle = psutil.Process(pid), os.pidfd_open(pid)
        self.inherited = memory_of(self.process)
        self.watcher.start()

    def look(self):
        while not self.done.wait(INTERVAL):
            used = sum(max(0, memory_of(process) - self.inherited) for process in (self.process, *children_of(self.process)))
            self.peak = max(self.peak, used)
            if used > self.limit:
                self.exceeded = True
                try:
                    signal.pidfd_send_signal(self.handle, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                return

    def close(self):
        self.done.set()
        self.watcher.join()
        os.close(self.handle)


def memory_of(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def children_of(process):
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


@cache
def parent_group():
    """(the control group that this process is in, 1 or 2), or (None, None) where it has no memory controller for us."""
    groups = dict(line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines())
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    for _, folder, kind, options, *_ in mounts:
        if kind == "cgroup" and "memory" in options.split(","):
            ours = next(group for names, group in groups.items() if "memory" in names.split(","))
            found = Path(folder + ours), 1
        elif kind == "cgroup2" and "" in groups:
            found = Path(folder + groups[""]), 2
        else:
            continue
        if usable(*found):
            return found
    return None, None


def usable(parent, version):
    trial = parent / f"distillation-lab-trial-{os.getpid()}"
    try:
        trial.mkdir()
    except OSError:
        return False
    try:
        return os.access(trial / ("memory.limit_in_bytes" if version == 1 else "memory.max"), os.W_OK)
    finally:
        trial.rmdir()


def guard(limit):
    """The best guard that this machine has, for one submission's `limit` bytes."""
    return (ControlGroup if parent_group()[0] else Watch)(limit)
