"""The sandbox: a launcher behind bubblewrap that has imported torch, and forks a kernel for each submission."""
from __future__ import annotations

import atexit
import base64
import compileall
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ..assignment import LAB
from . import calls
from .bubblewrap import DISK, ENVIRONMENT, command_of, prefixes_seen
from .memory import guard

LAUNCHER = Path(__file__).with_name("launcher.py")
NOT_FOR_STUDENTS = shutil.ignore_patterns("*.ipynb", ".*", "__pycache__", "build.py", "utterances")
NOBODY = 65534
WALLS = frozenset({"network", "processes", "files", "environment", "memory", "disk", "limits", "output", "separation",
                   "calls"})
LIMITS = {"RLIMIT_NPROC": 256, "RLIMIT_FSIZE": 1 << 28, "RLIMIT_NOFILE": 1024, "RLIMIT_MSGQUEUE": 0,
          "RLIMIT_CORE": 1}  # byte: too little for a file, and the one number for which no crash handler of the host's is called


class SandboxError(OSError):
    """The sandbox, or a kernel in it, could not be started; the message says why."""


class LauncherEnded(SandboxError):
    """A launcher ended under a kernel that was at work: nothing that the kernel did is to blame."""


class Sandbox:
    """One launcher. A copy in another process (multiprocessing pickles it) asks the same launcher, which is its maker's to close.

    Raises SandboxError where it does not start.
    """

    def __init__(self, walls, warm=True):
        self.walls = walls
        self.files = Path(tempfile.mkdtemp(prefix="kdlab-"))
        self.serial = 0
        for name in "kernels", "stage":
            (self.files / name).mkdir()
        shutil.copyfile(LAUNCHER, self.files / "launcher.py")
        shutil.copytree(LAB, self.files / "lab", ignore=NOT_FOR_STUDENTS)
        compileall.compile_dir(self.files / "lab", quiet=2)  # once, and not in every kernel
        for path in self.files.rglob("*"):  # copied with their modes; a kernel of root's grader is another user
            path.chmod(0o755 if path.is_dir() else 0o644)
        self.files.chmod(0o711)
        self.give(self.files / "kernels")
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, open(self.files / "errors", "wb") as errors:
            try:
                arguments = [str(theirs.fileno()), ",".join(sorted(walls)), str(calls.numbers()["keyctl"] if walls else 0),
                             *(["warm"] if warm else [])]
                self.process = subprocess.Popen(command_of(self.files, walls, arguments), pass_fds=[theirs.fileno()],
                                                stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                                env={**os.environ, **ENVIRONMENT})
            except FileNotFoundError as error:
                raise SandboxError(f"{error.filename} is not installed.") from None

    def __getstate__(self):
        return {**vars(self), "process": None}

    @property
    def ended(self):
        """Whether the launcher is gone, also for a copy, whose process is not its child."""
        return any(event & select.POLLHUP for _, event in polled(self.control))

    def wait(self):
        """Return when it is ready. Raises SandboxError."""
        if self.control.recv(16) != b"ready":
            said = (self.files / "errors").read_text(errors="replace")[-1000:].strip()
            self.close()
            raise SandboxError(said or "it ended at once.")

    def give(self, folder):
        if os.geteuid() == 0 and self.walls:
            os.chown(folder, NOBODY, NOBODY)

    def new_slot(self):
        """A folder for the sockets of one kernel."""
        self.serial += 1
        slot = self.files / "kernels" / f"{os.getpid()}-{self.serial}"
        slot.mkdir()
        self.give(slot)
        return slot

    def fork(self, slot, connection, memory, cwd):
        """A new kernel. Returns (a handle of its process, its memory guard or None, a socket that ends it when it is closed).

        Raises SandboxError.
        """
        channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {"slot": slot.name, "connection": connection, "limits": LIMITS, "disk": DISK,
                 "prefixes": prefixes_seen(), "cwd": cwd, "files": str(slot),
                 "program": base64.b64encode(calls.program()).decode() if "calls" in self.walls else ""}
        raise_limit_of_files()
        with theirs, ExitStack() as undo:
            undo.enter_context(channel)
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            socket.send_fds(self.control, [json.dumps(order).encode()], [theirs.fileno()])
            theirs.close()
            said, credentials, *_ = channel.recvmsg(4096, socket.CMSG_SPACE(12))
            if said != b"hello":
                raise SandboxError(said.decode(errors="replace") or "the launcher ended.")
            pid = struct.unpack("3i", credentials[0][2])[0]
            handle = os.pidfd_open(pid)
            undo.callback(os.close, handle)
            watched = None
            if "memory" in self.walls:
                watched = guard(memory)
                undo.callback(watched.close)
                watched.admit(pid)
            channel.sendall(b"go")
            said = channel.recv(4096)
            if said != b"ready":
                raise SandboxError(said.decode(errors="replace") or "the kernel ended before it was ready.")
            undo.pop_all()
        return handle, watched, channel

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self.files, ignore_errors=True)
        self.control.close()


def polled(waited_for):
    poll = select.poll()
    poll.register(waited_for, 0)
    return poll.poll(0)


def raise_limit_of_files():
    """As far as it goes. Linux counts the descriptors in flight of a user, in all walls together, against the sender's own limit: so
    kernels, whose limit stays low, cannot use up what the grader may send.
    """
    import resource  # which Windows has not

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


SANDBOXES = {}


def sandbox_of(walls, warm):
    """This process's launcher of this kind; a new one where the last has ended."""
    found = SANDBOXES.get((walls, warm))
    if found and found.ended:
        SANDBOXES.pop((walls, warm)).close()
    if (walls, warm) not in SANDBOXES:
        SANDBOXES[walls, warm] = Sandbox(walls, warm)
        SANDBOXES[walls, warm].wait()
    return SANDBOXES[walls, warm]


def shared_sandbox(walls):
    """A launcher of this process's for its workers: nobody waits for it, since it answers when it is ready."""
    SANDBOXES[walls, True] = Sandbox(walls)
    return SANDBOXES[walls, True]


@atexit.register
def close_sandboxes():
    while SANDBOXES:
        SANDBOXES.popitem()[1].close()
