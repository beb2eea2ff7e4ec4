"""The sandbox: a kernel provisioner whose kernels live behind bubblewrap, forked from a process that has imported torch before."""
from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Bool, Int, List

from ..assignment import LAB
from .memory import guard

HERE = Path(__file__).parent
NOT_FOR_STUDENTS = shutil.ignore_patterns("*.ipynb", ".*", "__pycache__", "build.py", "utterances")
KERNELS = HERE / "kernels"
NOBODY = 65534
WALLS = frozenset({"network", "processes", "files", "environment", "memory", "disk", "limits", "output", "separation"})
LIMITS = {"RLIMIT_NPROC": 256, "RLIMIT_FSIZE": 1 << 28, "RLIMIT_NOFILE": 1024, "RLIMIT_CORE": 0, "RLIMIT_MSGQUEUE": 0}
DISK = 1 << 28  # bytes in each of /tmp, the home with the working copy, and /dev/shm
ENVIRONMENT = {"KD_PROFILE": "grading", "HF_HUB_OFFLINE": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline",
               "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",  # tiny models: threads only wait for each other
               "JE_ARROW_MALLOC_CONF": "background_thread:false"}  # what is forked must be one thread
INSIDE = {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin", "HOME": "/home/student", "USER": "student", "LANG": "C.UTF-8",
          "MPLCONFIGDIR": "/tmp", "TOKENIZERS_PARALLELISM": "false"}


class SandboxError(OSError):
    """The sandbox, or a kernel in it, could not be started; the message says why."""


def command_of(files, socket_number, walls, warm):
    """The command line that starts the launcher behind `walls`, with `files` as its only view of ours."""
    arguments = [str(socket_number), ",".join(sorted(walls)), *(["warm"] if warm else [])]
    if not walls:
        return [sys.executable, str(files / "launcher.py"), *arguments]
    prefixes = prefixes_of_python()
    seen = [*prefixes, str(files)]
    root = os.geteuid() == 0
    stage = files / "stage"
    at = {path: str(stage / str(number)) if root else path for number, path in enumerate(seen)}
    namespaces = {"--unshare-net": "network", "--unshare-pid": "processes"}
    command = ["bwrap", "--die-with-parent", "--new-session", "--unshare-user", "--unshare-ipc", "--unshare-uts",
               "--unshare-cgroup-try", *(flag for flag, wall in namespaces.items() if wall in walls), "--cap-drop", "ALL",
               *(["--clearenv"] if "environment" in walls else []), "--ro-bind", "/usr", "/usr"]
    for name in "bin", "sbin", "lib", "lib32", "lib64":
        folder = Path("/", name)
        if folder.is_symlink():
            command += ["--symlink", os.readlink(folder), str(folder)]
        elif folder.is_dir():
            command += ["--ro-bind", str(folder), str(folder)]
    for path in "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime":
        command += ["--ro-bind-try", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(DISK), "--tmpfs", "/tmp", "--size", str(DISK), "--tmpfs", "/home",
                "--dir", "/home/student", "--dir", "/run/kernel"]
    for device in sorted(Path("/dev").glob("nvidia*")):
        command += ["--dev-bind", str(device), str(device)]
    for number, prefix in enumerate(prefixes):
        command += ["--ro-bind", at[prefix], prefix, "--dir", f"/run/kept/{number}"]
    ours = at[str(files)]
    command += ["--ro-bind", f"{ours}/launcher.py", "/run/launcher.py", "--ro-bind", f"{ours}/lab", "/lab",
                "--bind", f"{ours}/kernels", "/run/kernels"]
    if "files" not in walls:
        command += ["--ro-bind", "/", "/host"]
    for name, value in {**INSIDE, **ENVIRONMENT}.items():
        command += ["--setenv", name, value]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/home/student",
                sys.executable, "/run/launcher.py", *arguments]
    if root:  # becomes an unprivileged user, who may not look into every folder on the way to Python
        command = ["unshare", "--mount", "/bin/sh", str(HERE / "as_nobody.sh"), str(stage), *seen, "--", *command]
    return command


def prefixes_of_python():
    """The folders outside /usr that Python and its packages lie in."""
    return sorted({prefix for prefix in (sys.prefix, sys.base_prefix) if not f"{prefix}/".startswith("/usr/")})


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
        shutil.copyfile(HERE / "launcher.py", self.files / "launcher.py")
        shutil.copytree(LAB, self.files / "lab", ignore=NOT_FOR_STUDENTS)
        self.files.chmod(0o711)
        self.give(self.files / "kernels")
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, open(self.files / "errors", "wb") as errors:
            try:
                self.process = subprocess.Popen(command_of(self.files, theirs.fileno(), walls, warm), pass_fds=[theirs.fileno()],
                                                stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                                env={**os.environ, **ENVIRONMENT})
            except FileNotFoundError as error:
                raise SandboxError(f"{error.filename} is not installed.") from None

    def __getstate__(self):
        return {**vars(self), "process": None}

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
        """A new kernel. Returns (a handle of its process, its memory guard or None). Raises SandboxError."""
        channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {"slot": slot.name, "connection": connection, "limits": LIMITS, "disk": DISK,
                 "prefixes": prefixes_of_python(), "cwd": cwd, "files": str(slot)}
        with channel, theirs:
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            socket.send_fds(self.control, [json.dumps(order).encode()], [theirs.fileno()])
            theirs.close()
            said, credentials, *_ = channel.recvmsg(4096, socket.CMSG_SPACE(12))
            if said != b"hello":
                raise SandboxError(said.decode(errors="replace") or "the launcher ended.")
            pid = struct.unpack("3i", credentials[0][2])[0]
            handle = os.pidfd_open(pid)
            watched = None
            if "memory" in self.walls:
                watched = guard(memory)
                watched.admit(pid)
            channel.sendall(b"go")
            said = channel.recv(4096)
            if said != b"ready":
                raise SandboxError(said.decode(errors="replace") or "the kernel ended before it was ready.")
        return handle, watched

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self.files, ignore_errors=True)
        self.control.close()


SANDBOXES = {}


def sandbox_of(walls, warm):
    """This process's launcher of this kind; a new one where the last has ended."""
    found = SANDBOXES.get((walls, warm))
    if found and found.process and found.process.poll() is not None:
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


class Walled(LocalProvisioner):
    """jupyter_client's provisioner for kernels in the sandbox; a kernelspec names it, nbclient and nbgrader use it unchanged."""
    walls = List(sorted(WALLS), help="Which walls stand; none at all is `--sandbox none`.")
    memory = Int(2 << 30, help="Bytes for the kernel and all that it starts.")
    warm = Bool(True, help="Whether torch and the like are there when a kernel starts.")
    handle = None
    guard = None

    @property
    def has_process(self):
        return self.handle is not None

    async def pre_launch(self, **kwargs):
        self.sandbox = sandbox_of(frozenset(self.walls), self.warm)
        self.slot = self.sandbox.new_slot()
        self.parent.transport, self.parent.ip = "ipc", str(self.slot / "k")  # TCP is open to everybody on the machine
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd, **kwargs):
        info = self.connection_info
        self.handle, self.guard = self.sandbox.fork(self.slot, {**info, "key": info["key"].decode()}, self.memory, kwargs.get("cwd"))
        return info

    async def poll(self):
        return None if self.handle is not None and not select.select([self.handle], [], [], 0)[0] else 0

    async def send_signal(self, signum):
        if self.handle is not None:
            try:
                signal.pidfd_send_signal(self.handle, signum)
            except ProcessLookupError:
                pass

    async def kill(self, restart=False):
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart=False):
        await self.send_signal(signal.SIGKILL)

    async def wait(self):
        if self.handle is not None:
            select.select([self.handle], [], [])
            os.close(self.handle)
            self.handle = None
        return 0

    async def cleanup(self, restart=False):
        if self.guard:
            self.guard.close()
        shutil.rmtree(self.slot, ignore_errors=True)


KernelProvisionerFactory.instance().provisioners["walled"] = EntryPoint(
    "walled", f"{__name__}:{Walled.__name__}", KernelProvisionerFactory.GROUP_NAME)
