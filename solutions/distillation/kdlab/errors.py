"""Errors a student can act on: a sentence that names the cause and the mend, in place of a page of traceback."""
from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
import traceback


class LabError(Exception):
    """The lab cannot go on; the message says why and what to do. Jupyter shows the message alone."""

    def _render_traceback_(self):
        return [str(self)]


class CheckFailed(LabError):
    """A visible check found something; what it found is printed above."""


def open_blanks(source, first_line=1):
    """Blanks of some source that still hold `...`.

    Returns a list of (line number, what is blank, the comment that stands above it). A name that is assigned a real value
    further down is no longer open.
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return []
    lines = source.splitlines()
    blanks = {}
    for node in sorted((n for n in ast.walk(tree) if isinstance(n, (ast.Assign, ast.Expr))), key=lambda n: n.lineno):
        left = ", ".join(ast.unparse(t) for t in node.targets).strip("()") if isinstance(node, ast.Assign) else ""
        if isinstance(node.value, ast.Constant) and node.value.value is ...:
            name = f"`{left} = ...`" if left else "the line `...`"
            blanks[left or node.lineno] = (first_line + node.lineno - 1, name, _comment_above(lines, node.lineno))
        else:
            blanks.pop(left, None)
    return list(blanks.values())


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


def explain(error):
    """One sentence that says what to do about `error`, or None where Python's own message is the best there is."""
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Stopped. Nothing is lost: run this cell again and it starts over from the same weights."
    if isinstance(error, ModuleNotFoundError):
        return (f"`{error.name}` is not installed for this kernel's Python, {sys.executable}. In a terminal, run: "
                "pip install -r requirements.txt (If you just typed the name, look at its spelling.)")
    if isinstance(error, NameError) and error.name:
        return (f"`{error.name}` does not exist yet: an earlier cell makes it. Choose Run ▸ Run All Above Selected Cell, "
                "then run this cell again. (If you just typed the name, look at its spelling.)")
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        code = frame.f_code
        used = [v for v in (*code.co_varnames, *code.co_names) if {**frame.f_globals, **frame.f_locals}.get(v) is ...]
        source = "".join(linecache.getlines(code.co_filename)) if _is_a_cell(code.co_filename) else ""
        at_fault = [b for b in open_blanks(source) if b[0] == frame.f_lineno or any(f"`{v} =" in b[1] for v in used)]
        if at_fault:
            return "\n".join(map(blank_sentence, at_fault))
        if used:
            return f"`{used[0]}` is still open (`...`): fill its blank, run that cell, then this one again."
    return None


def _is_a_cell(filename):
    return filename.startswith("<ipython-input") or "ipykernel_" in filename


def speak_plainly(shell):
    """Have an IPython shell show `explain`'s sentence wherever there is one; every other error looks as always."""
    def show(shell, kind, error, tb, tb_offset=None):
        sentence = explain(error)
        if sentence and not isinstance(error, LabError):
            error._render_traceback_ = lambda: [sentence]
        shell.showtraceback((kind, error, tb), tb_offset=tb_offset)

    shell.set_custom_exc((Exception, KeyboardInterrupt), show)


class Report:
    """Prints a tick or a cross for each property. Used as `with Report(blanks) as passes:`; raises CheckFailed at its end."""

    def __init__(self, blanks=()):
        self.crosses = 0
        for blank in blanks:
            self(False, "", blank_sentence(blank))
        if blanks:
            raise CheckFailed("Fill what is still open, run that cell, then this check again.")

    def __call__(self, holds, what, otherwise):
        """Print `what` if the property holds, and else `otherwise`, the sentence that helps."""
        print(f"✓ {what}" if holds else f"✗ {otherwise}")
        self.crosses += not holds

    def __enter__(self):
        return self

    def __exit__(self, kind, error, tb):
        if kind and issubclass(kind, Exception) and not issubclass(kind, CheckFailed):
            line = [frame.lineno for frame in traceback.extract_tb(tb)
                    if "kdlab" not in frame.filename and "site-packages" not in frame.filename]
            where = f" in line {line[-1]} of your cell" if line else ""
            self(False, "", f"Your code stopped{where} with {kind.__name__}: {error}")
        if self.crosses and not (kind and issubclass(kind, KeyboardInterrupt)):
            noun = "property does" if self.crosses == 1 else "properties do"
            raise CheckFailed(f"{self.crosses} {noun} not hold yet. Change the cell above, run it, then this check again.") from None
