"""How much memory a submission may use: a control group of the operating system's, or an eye on its processes from outside."""
from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from functools import cache
from pathlib import Path

INTERVAL = 0.1  # seconds between two looks
SUBGROUP = "grader"
SOCKETS = 256  # that a kernel may have; of more, each counts as if all that it can hold waited in it for a reader
EVERY = 10  # looks, that it is counted exactly though all together is below the limit: for the row


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
        if not (self.folder / name).exists():  # before Linux 5.19
            name = "memory.current"
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
    """Ten times a second, what a kernel and all that it started hold beyond what the launcher gave it.

    A page that several processes have is divided among them, so that what the launcher gave counts once, however many have it
    still: that much more than the limit can go unseen. What lies in pipes and in a few sockets, and shared memory that hardly anybody
    has mapped, belongs to no process and is not seen.
    """
    def __init__(self, limit):
        self.limit, self.peak, self.exceeded, self.looks, self.handle = limit, 0, False, 0, None
        self.done, self.watcher = threading.Event(), threading.Thread(target=self.watch, daemon=True)

    def admit(self, pid):
        self.kernel, self.handle = Path(f"/proc/{pid}"), os.pidfd_open(pid)
        self.inherited = sizes(self.kernel / "smaps_rollup", "Pss_Anon")[0]
        self.watcher.start()

    def watch(self):
        pause = INTERVAL
        while not self.done.wait(pause):
            begun = time.monotonic()
            self.look()
            if self.exceeded:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self.handle, signal.SIGKILL)
                return
            pause = max(INTERVAL, time.monotonic() - begun)

    def look(self):
        processes, files = self.processes(), self.in_files() + self.in_sockets()
        at_most = files + sum(sum(sizes(process / "status", "RssAnon", "RssShmem", "VmSwap")) for process in processes)
        if at_most > self.limit or self.looks % EVERY == 0:  # who has a page is only known by looking at each
            found = [sizes(process / "smaps_rollup", "Private_Dirty", "Pss_Anon", "Pss_Shmem", "SwapPss") for process in processes]
            private, anonymous, shared, swapped = map(sum, zip(*found, strict=True))
            used = files + swapped + shared + max(private - shared, anonymous - self.inherited, 0)
            self.peak, self.exceeded = max(self.peak, used), used > self.limit
        self.looks += 1

    def processes(self):
        """The folders in /proc of the kernel and of all that it started; before it has a /proc of its own, only its own."""
        theirs = self.kernel / "root/proc"
        try:
            if os.readlink(theirs / "1/ns/pid") == os.readlink(self.kernel / "ns/pid") != os.readlink("/proc/self/ns/pid"):
                return [theirs / name for name in os.listdir(theirs) if name.isdigit()]
        except OSError:
            pass
        return [self.kernel]

    def in_files(self):
        """Bytes in the folders that are the kernel's own. They are memory, whether or not a process has them mapped."""
        total = 0
        for folder in "tmp", "home", "dev/shm":
            with contextlib.suppress(OSError):
                if os.stat(self.kernel / "root" / folder).st_dev != os.stat(self.kernel / "root").st_dev:
                    found = os.statvfs(self.kernel / "root" / folder)
                    total += (found.f_blocks - found.f_bfree) * found.f_frsize
        return total

    def in_sockets(self):
        """Bytes that may wait in more sockets than a kernel needs."""
        with contextlib.suppress(OSError):
            if os.readlink(self.kernel / "ns/net") != os.readlink("/proc/self/ns/net"):
                used = int((self.kernel / "net/sockstat").read_text().split()[2])  # "sockets: used N"
                return max(0, used - SOCKETS) * int(Path("/proc/sys/net/core/wmem_default").read_text())
        return 0

    def close(self):
        if self.handle is not None:
            self.done.set()
            self.watcher.join()
            os.close(self.handle)
            self.handle = None


def sizes(file, *names):
    """Bytes under each name in a file of /proc; zeros where the process is gone."""
    try:
        found = dict(line.split(":", 1) for line in file.read_text().splitlines() if ":" in line)
    except (ProcessLookupError, FileNotFoundError):
        found = {}
    return [int(found.get(name, "0").split()[0]) << 10 for name in names]


@cache
def parent_group():
    """(a control group in which we may make others, 1 or 2), or (None, None) where there is none with a memory controller.

    It is the one that this process is in, or, since in version 2 that may not be, the one around it where systemd delegated that to
    us and keeps us in a SUBGROUP (README, "The walls").
    """
    groups = dict(line.split(":", 2)[1:] for line in Path("/proc/self/cgroup").read_text().splitlines())
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    for _, folder, kind, options, *_ in mounts:
        if kind == "cgroup" and "memory" in options.split(","):
            ours = next(group for names, group in groups.items() if "memory" in names.split(","))
            found = [(Path(folder + ours), 1)]
        elif kind == "cgroup2" and "" in groups:
            ours = Path(folder + groups[""])
            found = [(ours, 2), *([(ours.parent, 2)] if ours.name == SUBGROUP else [])]
        else:
            continue
        for group in found:
            if usable(*group):
                return group
    return None, None


def usable(parent, version):
    trial = parent / f"distillation-lab-trial-{os.getpid()}"
    try:
        trial.mkdir()
    except OSError:
        return False
    try:
        if version == 2:
            for controller in "+memory", "+cpu":  # the second, so that none takes the processor from its neighbours
                with contextlib.suppress(OSError):
                    (parent / "cgroup.subtree_control").write_text(controller)
        return os.access(trial / ("memory.limit_in_bytes" if version == 1 else "memory.max"), os.W_OK)
    finally:
        trial.rmdir()


def guard(limit):
    """The best guard that this machine has, for one submission's `limit` bytes."""
    return (ControlGroup if parent_group()[0] else Watch)(limit)
