"""Source read by Python itself, whatever happens in the process meanwhile."""
from __future__ import annotations

import ast
import gc
from contextlib import contextmanager

GIVES_UP = SyntaxError, ValueError, RecursionError, MemoryError  # what Python does with an absurd nest


@contextmanager
def undisturbed():
    """No garbage is collected in the block.

    Rubbish that parses as it goes, such as a task that prints a traceback, makes ast.parse raise SystemError, and with it
    inspect.getsource of a class (CPython gh-106905).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def tree_of(source):
    """The syntax tree of some source. Raises what is in GIVES_UP."""
    with undisturbed():
        return ast.parse(source)
