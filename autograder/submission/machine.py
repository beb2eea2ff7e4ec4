"""This machine, made ready to grade one submission after the other: walls, the right version, nbgrader's log apart."""
from __future__ import annotations

import copy
import gc
import hashlib
import io
import logging
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..assignment import LAB
from ..walls.doctor import require_walls
from ..walls.sandbox import SANDBOXES, WALLS, SandboxError
from .gradebook import empty_gradebook

GRADER = Path(__file__).parents[1]
ONE_AT_A_TIME = threading.Lock()  # nbgrader changes the working directory of the whole process


class CannotGrade(Exception):
    """This machine can grade nobody; the message says why and what mends it."""


@dataclass(frozen=True)
class Settings:
    timeout: int = 300  # seconds for a submission
    memory: int = 2 << 30  # bytes for a submission
    sandbox: str = "bwrap"  # or "none"
    version: str | None = None  # see `version`; None: whatever this machine has
    elsewhere: bool = False  # whether a worker is on another machine, and has to try its own walls

    @property
    def longest(self):
        """Seconds after which a worker has been at a submission for too long, whatever it is doing."""
        return 2 * self.timeout + 60


def walls_of(settings):
    return WALLS if settings.sandbox == "bwrap" else frozenset()


def warm_up(settings, image, sandbox=None):
    """Do now what the first submission would wait for; `image` is a gradebook's (see empty_gradebook), `sandbox` a shared one."""
    empty_gradebook(image)
    if sandbox:
        SANDBOXES[sandbox.walls, True] = copy.copy(sandbox)  # whose launcher is its maker's, also in a fork of the maker
    with on_this_machine(settings):
        pass


@cache
def make_ready(settings):
    if settings.version not in (None, version()):
        raise CannotGrade(f"The worker {socket.gethostname()} has another version of the grader or of the assignment. "
                          "Bring its folder up to date, then start again.")
    if settings.elsewhere and settings.sandbox == "bwrap":
        require_walls()
    empty_gradebook()
    gc.collect()
    gc.freeze()  # what is there by now stays: a collector that looks at it again takes a third of a second


@cache
def version():
    """A digest of the grader and the assignment: machines that differ in it would give different grades."""
    digest = hashlib.sha256()
    lab = ("kdlab/*.py", "*.ipynb", "tickets/*.jsonl", "student/*.safetensors")
    for file in sorted([*GRADER.rglob("*.py"), *(file for pattern in lab for file in LAB.glob(pattern))]):
        digest.update(f"{file.relative_to(GRADER.parent)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


class Log(logging.StreamHandler):
    """nbgrader's log of one submission. `cause` is the error that nbgrader had in its hands when it last wrote a line."""
    cause = None

    def emit(self, record):
        self.cause = sys.exc_info()[1] or self.cause
        super().emit(record)

    def text(self):
        return self.stream.getvalue()


@contextmanager
def on_this_machine(settings):
    """One at a time, and nbgrader's log apart. What no submission is to blame for is a CannotGrade."""
    nbgrader, log = logging.getLogger("traitlets"), Log(io.StringIO())
    with ONE_AT_A_TIME:
        handlers, propagate = nbgrader.handlers, nbgrader.propagate
        nbgrader.handlers, nbgrader.propagate = [log], False
        try:
            make_ready(settings)
            yield log
        except SystemExit as stop:  # it would end a Dask worker
            raise CannotGrade(str(stop)) from None
        except (OSError, SandboxError) as error:
            raise CannotGrade(f"Grading stopped: {error}") from None
        finally:
            nbgrader.handlers, nbgrader.propagate = handlers, propagate
            gc.collect()  # a submission's rings of objects go with it, and the next one has their memory
