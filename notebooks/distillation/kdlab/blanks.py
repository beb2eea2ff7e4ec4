"""Blanks that are still open: where, and what the comment above asks for. The grader reads them in the same way."""
from __future__ import annotations

import ast
import gc
import inspect
import textwrap


def open_blanks(source, first_line=1):
    """Blanks of some source that still hold `...`.

    Returns a list of (line number, what is blank, the comment that stands above it). A name that is assigned a real value
    further down is no longer open.
    """
    lines, blanks = source.splitlines(), {}
    try:
        tree = _tree_of(source)
        for node in sorted((n for n in ast.walk(tree) if isinstance(n, (ast.Assign, ast.Expr))), key=lambda n: n.lineno):
            left = ", ".join(ast.unparse(t) for t in node.targets).strip("()") if isinstance(node, ast.Assign) else ""
            if isinstance(node.value, ast.Constant) and node.value.value is ...:
                name = f"`{left} = ...`" if left else "the line `...`"
                blanks[left or node.lineno] = (first_line + node.lineno - 1, name, _comment_above(lines, node.lineno))
            else:
                blanks.pop(left, None)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # Python gives up on an absurd nest
        return []
    return list(blanks.values())


def _tree_of(source):
    """The syntax tree of some source, built while no garbage is collected.

    Rubbish that parses as it goes, such as a task that prints a traceback, makes ast.parse raise SystemError (CPython gh-106905).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(textwrap.dedent(source))
    finally:
        if collects:
            gc.enable()


def _comment_above(lines, number):
    """The comment block that ends right before line `number` (1-based); "" for the second blank under one comment."""
    above, words = number - 2, []
    while above >= 0 and lines[above].lstrip().startswith("#"):
        words.insert(0, lines[above].lstrip().lstrip("# "))
        above -= 1
    hint = " ".join(words).removeprefix("TODO:").strip()
    return hint[:1].upper() + hint[1:]


def open_blanks_of(*functions):
    """Open blanks in functions the student wrote (see `open_blanks`)."""
    found = []
    for function in functions:
        try:
            lines, first_line = inspect.getsourcelines(function)
        except (OSError, TypeError):
            continue
        found += open_blanks("".join(lines), first_line)
    return found


def blank_sentence(blank):
    line, name, comment = blank
    return f"Still open in line {line}: {name}." + (f" {comment}" if comment else "")
