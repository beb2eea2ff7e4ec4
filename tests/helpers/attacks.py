"""The attacks in tests/submissions/attacks, and a machine on which there is something to be had.

An attack's header says which question it attacks (or `*`: all of them, from one `cell`), which wall it tries, and how its loot is
seen: `canary` a secret in the output · `prints` a line "loot: …" · `heard` by a listener of ours · `victim` our other process fell ·
`survivor` a process outlives the kernel · `neighbour` the next submission finds it · `host` it lies in the machine's own folders ·
`big N` N megabytes reached the grader · `fills N` its own process grew by N megabytes · `slow N` they cost it N seconds ·
`says X` X reached the judge · and, of other graders than ours, `points`, `replay`, `stock`, `terminal`.
`wall: sandbox` is a door that several walls stand before; `wall: judge` is none of the sandbox's.
"""
from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

FOLDER = Path(__file__).parents[1] / "submissions" / "attacks"
CANARY = "canary-"
NOBODY = 65534
WITNESS = """
import ctypes, glob, os, subprocess
for file in [*glob.glob("/tmp/*"), *glob.glob("/dev/shm/*"), *glob.glob("/home/**/*", recursive=True), *glob.glob("/run/kernel/*")]:
    if os.path.isfile(file) and os.path.getsize(file) < 1_000_000:
        print([line for line in open(file, errors="replace") if "left behind" in line])
print(os.__doc__[:60])
libc, text = ctypes.CDLL(None), ctypes.create_string_buffer(100)
for keyring in -4, -5, -3:
    key = libc.syscall(250, 10, keyring, b"user", b"distillation-lab", 0)
    if key > 0 and libc.syscall(250, 11, key, text, 99) > 0:
        print(text.value)
        libc.syscall(250, 9, key, keyring)  # unlinked
"""


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    question: str
    cell: str
    wall: str
    loot: str
    edits: bool
    earns: int = 0

    @property
    def kind(self):
        return self.loot.split()[0]

    @property
    def what(self):
        """What of that kind."""
        return self.loot.partition(" ")[2]


def read(file):
    text = file.read_text()
    header = dict(re.findall(r"^# (\w+): (.*?)(?: -- .*)?$", text, re.MULTILINE))
    return Attack(file.stem, text, header["attacks"], header.get("cell", header["attacks"]), header["wall"], header["loot"],
                  "edits" in header, int(header.get("earns", 0)))


ATTACKS = [read(file) for file in sorted(FOLDER.glob("*.py"))]


@dataclass
class Machine:
    """A machine with secrets, listeners and another process on it, in a folder that everybody may read."""
    answers: dict
    canaries: dict = field(default_factory=lambda: {name: CANARY + secrets.token_hex(8) for name in (
        "solution", "gradebook", "environment", "classmate", "connection", "secret", "process")})
    heard: set = field(default_factory=set)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.folder.chmod(0o755)
        self.before = os.environ.copy()
        os.environ["GRADERS_TOKEN"] = self.canaries["environment"]
        for name in "classmate.ipynb", "secret.txt", "kernel-neighbour.json":
            (self.folder / name).write_text(next(v for k, v in self.canaries.items() if k[:6] in name or name.endswith(f"{k}.json")
                                                 or k == "connection" and "kernel" in name))
        (self.folder / "loot").mkdir()
        self.nap = f"{600 + secrets.randbelow(10**6) / 10**6:.6f}"
        self.key = secrets.randbelow(1 << 30)
        self.listen()
        self.start_victim()
        return self

    def __exit__(self, *_):
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners:
            listener.close()
        os.environ.clear()
        os.environ.update(self.before)
        self.forget_shared_memory()
        for process in self.survivors():
            process.kill()
        shutil.rmtree(self.folder)

    def start_victim(self):
        user = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        self.victim = subprocess.Popen(["/bin/sh", "-c", 'secret="$TOKEN $TOKEN"; echo; read line; echo "$secret"'], cwd="/",
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"TOKEN": self.canaries["process"]}, **user)
        self.victim.stdout.readline()

    def listen(self):
        tcp, udp = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", self.port))
        self.abstract, self.unix = f"machine-{secrets.token_hex(4)}", self.folder / "socket"
        self.listeners = [tcp, udp]
        for address in "\0" + self.abstract, str(self.unix):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(address)
            listener.listen()
            self.listeners.append(listener)
        self.unix.chmod(0o777)
        for listener in self.listeners:
            threading.Thread(target=self.hear, args=(listener,), daemon=True).start()

    def hear(self, listener):
        while True:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    self.heard.add(listener.recv(100).decode())
                else:
                    connection, _ = listener.accept()
                    with connection:
                        connection.settimeout(2)
                        self.heard.add(connection.recv(100).decode())
            except TimeoutError:
                continue
            except OSError:  # closed
                return

    def cell_of(self, attack):
        """An attack's code after a line that tells it that a stranger could wish to know about this machine, its secrets aside."""
        def places(*names):
            return [root + str(self.folder / name) for root in ("", "/host") for name in names]

        known = {"port": self.port, "abstract": self.abstract, "unix": places("socket"), "victim": self.victim.pid,
                 "pid_namespace": os.readlink("/proc/self/ns/pid"), "project": places("project"),
                 "solution": places("project/solutions/distillation/distillation.ipynb"), "gradebook": places("gradebook.db"),
                 "classmate": places("classmate.ipynb"),
                 "connection": places("kernel-neighbour.json"), "secret": places("secret.txt"), "loot": places("loot"),
                 "nap": self.nap, "shared memory key": self.key, "canary starts with": CANARY}
        if 'host["answers"]' in attack.code:
            known["answers"] = self.answers
        return f"host = {known!r}\n{attack.code}"

    def survivors(self):
        return [process for process in psutil.process_iter(["cmdline"]) if self.nap in (process.info["cmdline"] or [])]

    def victim_fell(self):
        """Whether the other process is dead or stopped; a new one takes its place."""
        fell = self.victim.poll() is not None or psutil.Process(self.victim.pid).status() == psutil.STATUS_STOPPED
        if fell:
            self.victim.send_signal(signal.SIGKILL)
            self.victim.wait()
            self.start_victim()
        return fell

    def forget_shared_memory(self):
        """Whether somebody left a segment under our key; it is gone afterwards."""
        libc = ctypes.CDLL(None)
        segment = libc.shmget(self.key, 0, 0)
        return segment != -1 and libc.shmctl(segment, 0, None) == 0


class Growth(threading.Thread):
    """By how many megabytes this process grew, at most, while the block ran."""

    def __enter__(self):
        self.process, self.megabytes, self.done = psutil.Process(), 0, threading.Event()
        self.before = self.process.memory_info().rss
        self.start()
        return self

    def run(self):
        while not self.done.wait(0.02):
            self.megabytes = max(self.megabytes, (self.process.memory_info().rss - self.before) / 1e6)

    def __exit__(self, *_):
        self.done.set()
        self.join()


def eventually(condition, seconds=60):
    """Whether `condition()` comes true within the time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def shown(cells):
    """All that some cells' outputs show, as one text."""
    return "\n".join(str(output) for cell in cells for output in cell.get("outputs", []))


def says_loot(said):
    return any(f"{before}loot: " in said for before in ("'", '"', "\\n"))
