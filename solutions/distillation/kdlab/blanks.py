"""What the source of a cell says about itself: the blanks that are still open, and calls without brackets.

The grader reads blanks in the same way.
"""
from __future__ import annotations

import ast
import inspect
import textwrap

from .syntax import GIVES_UP, tree_of, undisturbed

CALLED = {"eval", "train", "no_grad", "inference_mode", "zero_grad", "backward", "step"}  # what does nothing unless it is called


def open_blanks(source, first_line=1):
    """Blanks of some source that still hold `...`.

    Returns a list of (line number, what is blank, the comment that stands above it). A name that is assigned a real value
    further down is no longer open.
    """
    lines, blanks = source.splitlines(), {}
    try:
        tree = tree_of(textwrap.dedent(source))
        statements = {n for n in ast.walk(tree) if isinstance(n, (ast.Assign, ast.Expr))} - set(_stubs(tree, source))
        for node in sorted(statements, key=lambda n: n.lineno):
            left = ", ".join(ast.unparse(t) for t in node.targets).strip("()") if isinstance(node, ast.Assign) else ""
            if isinstance(node.value, ast.Constant) and node.value.value is ...:
                name = f"`{left} = ...`" if left else "the line `...`"
                blanks[left or node.lineno] = (first_line + node.lineno - 1, name, _comment_above(lines, node.lineno))
            else:
                blanks.pop(left, None)
    except GIVES_UP:
        return []
    return list(blanks.values())


def _stubs(tree, source):
    """Each `...` that is a whole body by habit: of `def hook(self): ...` in one line, and of a decorated (abstract) function."""
    lines = textwrap.dedent(source).splitlines()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            *before, last = node.body
            alone = not lines[last.lineno - 1][:last.col_offset].strip()
            if len(before) == (ast.get_docstring(node) is not None) and (node.decorator_list or not alone):
                yield last


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
    return [blank for source, first_line in _sources(functions) for blank in open_blanks(source, first_line)]


def without_brackets(*functions):
    """(line number, name) of each call in these functions that lacks its brackets, as in `model.eval`."""
    return [(first_line + node.lineno - 1, ast.unparse(node))
            for source, first_line in _sources(functions) for node in _uncalled(source)]


def _sources(functions):
    for function in functions:
        try:
            with undisturbed():
                lines, first_line = inspect.getsourcelines(function)
        except (OSError, TypeError):
            continue
        yield "".join(lines), first_line


def _uncalled(source):
    try:
        nodes = list(ast.walk(tree_of(textwrap.dedent(source))))
    except GIVES_UP:
        return
    for node in nodes:
        value = node.value if isinstance(node, (ast.Expr, ast.Assign)) else getattr(node, "context_expr", None)
        if isinstance(value, ast.Attribute) and value.attr in CALLED:
            yield value


def blank_sentence(blank):
    line, name, comment = blank
    return f"Still open in line {line}: {name}." + (f" {comment}" if comment else "")
