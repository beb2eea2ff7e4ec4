"""What this machine's walls are made of, each of them tried: by code that stands where a student's will stand."""
from __future__ import annotations

import os
import secrets
import shutil
import socket
import sys

import psutil
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from ..assignment import LAB
from . import calls
from .bubblewrap import program
from .client import Fallen, WaryExecute
from .hindrances import hindrances, old_copy
from .memory import parent_group
from .sandbox import DISK, LIMITS, SandboxError

SECRET = f"DOCTOR_{secrets.token_hex(8)}"
MEMORY = 200 << 20  # bytes, for the trial
INSTALL = {"bwrap": "bubblewrap", "unshare": "util-linux", "setpriv": "util-linux"}
TRIALS = {  # each prints nothing where the wall stands, else what came through
    "network": """
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
    print("a connection to this machine")
except OSError:
    names = [line.split(":")[0].strip() for line in open("/proc/self/net/dev") if ":" in line]
    print(*[name for name in names if name != "lo"])""",
    "calls": """
import ctypes, errno, fcntl, os, resource, signal, socket
libc = ctypes.CDLL(None, use_errno=True)
print(*[name for name, number in {denied!r}.items()
        if libc.syscall(number, *[ctypes.c_long(-1)] * 6) != -1 or ctypes.get_errno() != errno.ENOSYS])
for family in set(range(64)) - set({families!r}):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
        print("sockets of family", family)
    except OSError as error:
        if error.errno != errno.EOPNOTSUPP:
            print("sockets of family", family)
child = libc.syscall({clone}, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
if child == 0:
    os._exit(0)
if child > 0:
    print("a user namespace")
for command in fcntl.F_SETLEASE, fcntl.F_NOTIFY, fcntl.F_SETPIPE_SZ:
    try:
        fcntl.fcntl(0, command, 0)
        print("fcntl", command)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            print("fcntl", command)
try:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("the host's crash handler")
except OSError:
    pass""",
    "processes": """
import os, subprocess, sys
print(*[f"process {{name}}" for name in os.listdir("/proc") if name.isdigit() and name != "1"])
daemon = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)", {secret!r}], start_new_session=True)""",
    "files": """
import os
print(*[path for path in {hidden!r} if os.path.exists(path) or os.path.exists("/host" + path)])
for folder in "/", "/dev", "/usr", "/lab", "/run/kernel", os.path.dirname(os.__file__):
    if os.access(folder, os.W_OK):
        print(folder, "can be written to")""",
    "environment": """
import os
print(*[name for name in os.environ if name == {secret!r}])
if {secret!r}.encode() in open("/proc/self/environ", "rb").read():
    print("the grader's environment")""",
    "privileges": """
import ctypes, os
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(*[name for name in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb") if int(status[name], 16)])
if status["NoNewPrivs"].strip() != "1" or os.getuid() == 0 or ctypes.CDLL(None).unshare(0x10000000) == 0:
    print("new privileges")""",
    "disk": """
import shutil
os.mkdir("/tmp/fill")
try:
    for number in range({disk} // 2**24 + 1):
        with open(f"/tmp/fill/{{number}}", "wb") as file:
            file.write(bytes(2**24))
    print("more than {disk} bytes")
except OSError:
    pass
shutil.rmtree("/tmp/fill")""",
    "limits": """
import resource
print(*[name for name, value in {limits!r}.items() if resource.getrlimit(getattr(resource, name)) != (value, value)])""",
    "separation": """
import os
for folder in ".", "/tmp", "/home", "/dev/shm":
    if os.path.exists(os.path.join(folder, {secret!r})):
        print("what an earlier submission wrote in", folder)
    else:
        open(os.path.join(folder, {secret!r}), "w").close()""",
}


class Trial(WaryExecute):
    """A few cells of ours in a kernel that is not warm: nothing but the walls is tried."""
    warm = False

    def outputs(self, sources):
        nb = new_notebook(cells=[new_code_cell(source) for source in sources])
        NotebookClient.__init__(self, nb)
        self.reset_execution_trackers()
        self.resources, self.timeout_func = {}, lambda cell: 30
        with self.kernel():
            for index, cell in enumerate(nb.cells):
                self.run_cell(cell, index)
        return ["".join(output.get("text", output.get("evalue", "")) for output in cell.outputs).strip() for cell in nb.cells]


def examine(**traits):
    """{wall: what came through it, "" where it stands}. Raises SandboxError where there is no sandbox at all."""
    hidden = [str(LAB / "distillation.ipynb"), str(LAB.parents[1] / "autograder"), os.path.expanduser("~/.ssh"), "/etc/passwd", "/sys",
              "/usr/share/doc", "/usr/local/share", "/usr/src"]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        values = {"port": listener.getsockname()[1], "secret": SECRET, "hidden": hidden, "disk": DISK, "limits": LIMITS,
                  "families": calls.FAMILIES, "clone": calls.numbers()["clone"],
                  "denied": {name: number for name, number in calls.numbers().items() if name in calls.DENIED}}
        trials = {wall: source.format(**values) for wall, source in TRIALS.items()}
        os.environ[SECRET] = SECRET
        try:
            found = dict(zip(trials, Trial(**traits).outputs(trials.values()), strict=True))
            found["separation"], *_ = Trial(**traits).outputs([trials["separation"]])
        finally:
            del os.environ[SECRET]
    for process in psutil.process_iter(["cmdline"]):
        if SECRET in (process.info["cmdline"] or ()):
            found["processes"] = f"a process that outlived its submission {found['processes']}"
            process.kill()
    try:
        Trial(memory=MEMORY, **traits).outputs([f"fill = bytearray({2 * MEMORY})\nfill[::4096] = b'x' * len(fill[::4096])"])
        found["memory"] = f"{2 * MEMORY >> 20} MB where {MEMORY >> 20} were allowed"
    except Fallen as fallen:
        found["memory"] = "" if fallen.args[0] == "out_of_memory" else str(fallen)
    return found


def why_not():
    """One sentence where this machine cannot have the sandbox, else None."""
    if sys.platform != "linux":
        return "The sandbox needs Linux."
    needed = ["bwrap", *(["unshare", "setpriv"] if os.geteuid() == 0 else [])]
    lacking = sorted({INSTALL[name] for name in needed if not shutil.which(name)})
    if lacking:
        return f"The sandbox needs {' and '.join(lacking)}: apt-get install {' '.join(lacking)}, or your system's equivalent."
    try:
        calls.program()
    except ImportError:
        return "The sandbox needs the package pyseccomp: pip install --requirement autograder/requirements.txt."
    except (OSError, RuntimeError) as error:
        return f"The sandbox needs libseccomp, 2.5 or newer ({error}): apt-get install libseccomp2, or your system's equivalent."
    return None


def require_walls():
    """Return when every wall stands. Raises SystemExit with the reason otherwise."""
    require(why_not())
    try:
        missing = {wall: leak for wall, leak in examine().items() if leak}
    except SandboxError as error:
        require(f"The sandbox does not start: {error}")
    require("; ".join(f"the wall “{wall}” lets through: {leak}" for wall, leak in missing.items()))


def require(reason):
    if reason:
        raise SystemExit(f"Nothing was graded. {reason}\n`python -m autograder doctor` says more; `--sandbox none` grades "
                         "submissions that you trust without walls.")


def main():
    """Print what the walls are made of and whether each stands. Returns 0 where all do."""
    reason = why_not()
    if reason:
        print(reason)
        return 1
    version = os.popen(f"{program()} --version").read().strip()
    print(f"{version}; kernels run as {'the user nobody' if os.geteuid() == 0 else 'you, with no rights of yours'}; memory is "
          f"{'counted by a control group' if parent_group()[0] else 'watched from outside, ten times a second'}.")
    if old := old_copy():
        print(old)
    try:
        found = examine()
    except SandboxError as error:
        print(f"The sandbox does not start: {error}", *hindrances(str(error)), sep="\n")
        return 1
    for wall, leak in found.items():
        print(f"{'✗' if leak else '✓'} {wall:12} {leak or 'stands'}")
    return 1 if any(found.values()) else 0
