"""Runs inside the walls: imports what the lab needs once, then forks a kernel for each submission, each behind walls of its own.

Started by sandbox.py as `python launcher.py SOCKET WALLS KEYCTL [warm]`, SOCKET the number of an open unix socket, WALLS with
commas, KEYCTL the number of that system call. For each kernel the grader sends one JSON message with one end of a socket pair
attached. The fork says hello there (the system adds its process id), waits for "go", builds its walls, and answers "ready" or the
error that stopped it.
It imports nothing of the grader, and holds no answer.
"""
import base64
import contextlib
import ctypes
import errno
import gc
import importlib
import inspect
import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import zlib

KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "IPython.core.completer",
          "IPython.core.completerlib", "IPython.core.oinspect", "IPython.core.debugger", "IPython.extensions.storemagic",
          "tornado.platform.asyncio")
WARM = ("torch", "numpy", "datasets", "safetensors.torch", "matplotlib.pyplot", "matplotlib.backends.backend_agg",
        "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin",
        "IPython.core.pylabtools", "stack_data", "tqdm.auto", "transformers.models.auto",
        "transformers.models.bert.modeling_bert", "transformers.models.bert.tokenization_bert",
        "transformers.models.distilbert.modeling_distilbert", "transformers.optimization", "scipy.io")
HOME, SOCKETS = "/home/student", "/run/kernels"
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 0x4000, 1 << 18
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 22, 23, 24, 38, 47
SECCOMP_MODE_FILTER, PR_CAP_AMBIENT_CLEAR_ALL, KEYCTL_JOIN_SESSION_KEYRING = 2, 4, 1
OF_THE_HOST = "keys", "key-users", "locks", "timer_list", "sched_debug", "latency_stats"  # in /proc, whatever the namespace

libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    """What Linux calls a sock_fprog: how many instructions, and where."""
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def call(name, *args):
    """A call into libc. Raises OSError that names it."""
    if getattr(libc, name)(*args) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(source, target, kind, flags, options=None):
    call("mount", *(part if part is None else part.encode() for part in (source, target, kind)), ctypes.c_ulong(flags),
         options if options is None else options.encode())


def fresh(folder, size, walls):
    """An empty folder of this submission's own, of at most `size` bytes and size / 4096 files."""
    limit = f"size={size},nr_inodes={size // 4096}," if "disk" in walls else ""
    mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"{limit}mode=700")


def write(file, text):
    with open(file, "w") as f:
        f.write(text)


def enter_namespaces(walls):
    """Namespaces of this submission's own. From here on its first process, and so all of them, are in the next fork."""
    uid, gid = os.getuid(), os.getgid()
    optional = {"processes": CLONE_NEWPID, "network": CLONE_NEWNET}
    call("unshare", CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | sum(f for w, f in optional.items() if w in walls))
    write("/proc/self/setgroups", "deny")
    write("/proc/self/uid_map", f"{uid} {uid} 1")
    write("/proc/self/gid_map", f"{gid} {gid} 1")


def build_walls(order, walls):
    """Mounts of this submission's own; whatever an earlier one wrote is out of sight."""
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    if "processes" in walls:
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
        for name in OF_THE_HOST:
            if os.path.exists(f"/proc/{name}"):
                mount("/dev/null", f"/proc/{name}", None, MS_BIND)
    write("/proc/sys/user/max_user_namespaces", "0")
    kept = {f"/run/kept/{number}": prefix for number, prefix in enumerate(order["prefixes"]) if prefix.startswith(("/tmp/", "/home/"))}
    for aside, prefix in kept.items():
        mount(prefix, aside, None, MS_BIND | MS_REC)
    for folder in "/tmp", "/home", "/dev/shm":
        fresh(folder, order["disk"], walls)
    for aside, prefix in kept.items():
        os.makedirs(prefix)
        mount(aside, prefix, None, MS_BIND | MS_REC)
    mount(f"{SOCKETS}/{order['slot']}", "/run/kernel", None, MS_BIND)
    mount("tmpfs", SOCKETS, "tmpfs", MS_RDONLY, "size=4096")


def give_up_rights(order, walls):
    """Lose every right that building the walls took; before there are threads, for each has its own."""
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    with open("/proc/sys/kernel/cap_last_cap") as last:
        for capability in range(int(last.read()) + 1):
            if libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0):
                call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    call("capset", header, nothing)
    if "limits" in walls:
        for name, value in order["limits"].items():
            resource.setrlimit(getattr(resource, name), (value, value))
    if "calls" in walls:
        program = base64.b64decode(order["program"])
        call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(Program(len(program) // 8, program)), 0, 0)


def name_of_cell(source):
    """A cell's file name, as in ipykernel, whose hash goes letter by letter. It is told to be no module's: else each traceback looks
    for it in all of them, five times a frame, for longer than most cells run.
    """
    from ipykernel.compiler import get_tmp_directory

    name = f"{get_tmp_directory()}/{zlib.crc32(source.encode())}.py"
    inspect.modulesbyfile[name] = ""
    return name


def run_kernel(order, walls, channel, parent):
    """Become the kernel: returns when it is told to shut down. `parent` is a socket to the process that waits for this one."""
    from ipykernel import compiler
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    for number, inherited in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, inherited), number)
    low, high = sorted((channel.fileno(), parent.fileno()))
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, 4096)
    if "separation" in walls:
        build_walls(order, walls)
    if walls:
        shutil.copytree("/lab", f"{HOME}/distillation", dirs_exist_ok=True)
    os.chdir(f"{HOME}/distillation" if walls else order["cwd"] or ".")
    sys.path.insert(0, "")
    sockets = "/run/kernel" if "separation" in walls else f"{SOCKETS}/{order['slot']}" if walls else order["files"]
    write(f"{sockets}/connection.json", json.dumps({**order["connection"], "ip": f"{sockets}/k"}))
    if walls:
        give_up_rights(order, walls)
    config = Config(InlineBackend={"print_figure_kwargs": {"bbox_inches": None}})  # to measure a figure is to draw it once more
    compiler.get_file_name = name_of_cell
    app = IPKernelApp.instance(connection_file=f"{sockets}/connection.json", config=config)
    app.initialize(["--HistoryManager.enabled=False", "--no-secure"])
    parent.sendall(b"bound")
    if parent.recv(6) == b"closed":
        parent.close()
        channel.sendall(b"ready")
        channel.close()
        app.start()


def serve(order, walls, channel):
    """The forked process: walls, then the kernel in a process of its own, then its end."""
    try:
        die_with_parent()
        ours, theirs = socket.socketpair()
        if "separation" in walls:
            enter_namespaces(walls)
        pid = os.fork()  # the first process in the new pid namespace: with it all others end
        if pid:
            theirs.close()
            close_door(ours, walls)
            end_with(channel, pid)
            return
        die_with_parent()
        ours.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        channel.sendall(b"hello")
        if channel.recv(2) == b"go":
            run_kernel(order, walls, channel, theirs)
    except BaseException as error:
        channel.sendall(f"{type(error).__name__}: {error}{confinement()}"[:2000].encode(errors="replace"))


def confinement():
    """ [AppArmor: PROFILE] where this process has one that forbids something, else nothing."""
    try:
        with open("/proc/self/attr/apparmor/current") as file:
            profile = file.read().strip("\n\0")
    except OSError:  # no AppArmor
        return ""
    return "" if profile.endswith(("unconfined", "(unconfined)")) else f" [AppArmor: {profile}]"


def end_with(channel, pid):
    """Return when the kernel has ended. Whoever asked for it holds the other end of the channel, and where they die it ends."""
    with contextlib.suppress(ProcessLookupError):  # it ended before
        kernel = os.pidfd_open(pid)
        select.select([kernel, channel], [], [])
        signal.pidfd_send_signal(kernel, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # SIGCHLD is ignored, so there is an end to wait for and none to collect
        os.waitpid(pid, 0)


def close_door(kernel, walls):
    """The waiting process, which the kernel cannot see, closes the kernel's last way to the disk once its sockets lie there."""
    if kernel.recv(5) == b"bound":
        if "separation" in walls:
            mount(None, "/run/kernel", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
        kernel.sendall(b"closed")
    kernel.close()


def die_with_parent():
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main():
    control, walls = socket.socket(fileno=int(sys.argv[1])), frozenset(filter(None, sys.argv[2].split(",")))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_DATA, resource.getrlimit(resource.RLIMIT_DATA)[1:] * 2)  # a worker's is not a kernel's
    if walls:
        leave_the_keyring(int(sys.argv[3]))
    gc.disable()  # what is imported stays: to look for what may go takes a fifth of the time
    for name in (*KERNEL, *(WARM if "warm" in sys.argv[4:] else ())):
        try:
            importlib.import_module(name)
        except ImportError:  # the notebook's own import says which package is missing
            pass
    inspect.getmodule(main.__code__)  # by which it learns the files of all modules, as a kernel's first traceback would
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    gc.freeze()  # so that no fork's collector copies our pages
    gc.enable()
    control.sendall(b"ready")
    while True:
        message, channels, *_ = socket.recv_fds(control, 1 << 20, 1)
        if not message:
            return
        for number in channels:  # one; or none, where this process may open no more
            with socket.socket(fileno=number) as channel:
                try:
                    forked = os.fork()
                except OSError as error:  # too many processes for this moment, and nobody in here is to blame
                    forked = None
                    with contextlib.suppress(OSError):
                        channel.sendall(f"The launcher cannot fork: {error}".encode())
                if forked == 0:
                    control.close()
                    serve(json.loads(message), walls, channel)
                    os._exit(0)


def leave_the_keyring(keyctl):
    """Join a new session keyring: what the grader keeps in its own is no kernel's. Raises OSError."""
    refused = libc.syscall(keyctl, KEYCTL_JOIN_SESSION_KEYRING, None) == -1 and ctypes.get_errno()
    if refused not in (False, errno.ENOSYS, errno.EPERM):  # no keyrings here, or (in a container) not for us, nor for what is forked
        raise OSError(refused, f"a session keyring of its own: {os.strerror(refused)}")


if __name__ == "__main__":
    main()
