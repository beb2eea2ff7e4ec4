"""What the hand-out's set-up cell gives and needs, and what our cells do with it in the student's kernel."""
from __future__ import annotations

import ast
import inspect
import sys
from functools import cache

from kdlab.syntax import tree_of

from ..assignment import LAB, source
from . import in_the_kernel

OPTIONAL = {"onnxruntime"}  # the part of the notebook that wants it says so itself


def set_up_of_the_lab():
    return next(cell.source for cell in source().cells if cell.id == "setup")


def in_their_kernel(function, **arguments):
    """The source of a cell of ours that calls a function of `in_the_kernel` and leaves no name behind."""
    ours = f"{source_for_the_kernel()}\n{function.__name__}(shell, **arguments)"
    return f"exec({ours!r}, {{'shell': get_ipython(), 'arguments': {arguments!r}}})"


@cache
def source_for_the_kernel():
    return inspect.getsource(in_the_kernel)


@cache
def names_of_the_set_up():
    """The names that the set-up cell gives, sorted."""
    names = set()
    for statement in tree_of(set_up_of_the_lab()).body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {in_the_kernel.bound(alias) for alias in statement.names}
        elif isinstance(statement, ast.Assign):
            names |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return sorted(names)


@cache
def imports_of_the_lab():
    """Top-level packages that the notebook and its helper cannot do without, Python's own and the helper left out."""
    sources = [cell.source for cell in source().cells if cell.cell_type == "code"]
    sources += [file.read_text() for file in LAB.glob("kdlab/*.py")]
    found = set()
    for node in (node for text in sources for node in ast.walk(tree_of(text))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - OPTIONAL - {"kdlab", "autograder"}
