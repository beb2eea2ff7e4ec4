"""What a check prints: what holds, and a sentence that helps for the first property that does not."""
from __future__ import annotations

import linecache
import math
import re
import sysconfig
import traceback

import torch

from .blanks import blank_sentence, open_blanks_of, without_brackets
from .errors import LabError, last_cell

TOLD_ONE_BY_ONE = 5  # properties that hold; more of them are a wall that nobody reads
NOT_THEIRS = "kdlab", "site-packages", sysconfig.get_path("stdlib")  # where a file lies that the student did not write


class CheckFailed(LabError):
    """A visible check found something; what it found is printed above."""


class Report:
    """Prints what `look` sees. Used as `with Report(what the student wrote) as report:`; raises CheckFailed at its end.

    Open blanks are told first, and nothing else.
    """

    def __init__(self, *functions):
        self.functions, self.ticks, self.crosses = functions, [], []
        if last_cell["stopped"]:
            print("The cell that you ran last stopped with an error. If that was the one above, this looks at what you had before.")
        blanks = open_blanks_of(*functions)
        if blanks:
            for blank in blanks:
                self.cross(blank_sentence(blank))
            self.tell()
            raise CheckFailed("Fill what is still open, run that cell, then this check again.")

    def look(self, *parts):
        """Go through parts: each yields (holds, what to say if so, "" for nothing, what to say if not). True if everything holds.

        The properties of a part build on each other, so it ends with the first that does not hold: one mistake, one cross.
        """
        before = len(self.crosses)
        for part in parts:
            for holds, what, otherwise in part:
                if not holds:
                    self.cross(otherwise)
                    break
                if what:
                    self.ticks.append(what)
        return len(self.crosses) == before

    def cross(self, sentence):
        self.crosses.append(sentence)

    def tell(self):
        for tick in self.ticks if len(self.ticks) <= TOLD_ONE_BY_ONE else [f"{len(self.ticks)} properties hold."]:
            print(f"✓ {tick}")
        for cross in self.crosses:
            print(f"✗ {cross}")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, tb):
        if kind and not issubclass(kind, Exception):
            return
        if kind:
            theirs = [(frame, line) for frame, line in traceback.walk_tb(tb)
                      if not any(path in frame.f_code.co_filename for path in NOT_THEIRS)]
            where = f" in line {theirs[-1][1]} of your cell" if theirs else ""
            self.cross(f"Your code stopped{where} with {kind.__name__}: {error}{asks(str(error))}")
        self.tell()
        shapes = shapes_in(*theirs[-1]) if kind and theirs else ""
        if shapes:
            print(f"  The shapes in that line: {shapes}.")
        if self.crosses:
            for line, name in without_brackets(*self.functions):
                print(f"  In line {line} `{name}` has no brackets, so it is not called.")
            found = "1 property does not hold yet; what builds on it" if len(self.crosses) == 1 else \
                f"{len(self.crosses)} properties do not hold yet; what builds on them"
            raise CheckFailed(f"{found} was not looked at. Change the cell above, run it, then this check again.") from None


MEANS = {"bitwise_xor": " In Python, `^` is no power; which sign is?",
         "from 1 to 3 positional arguments": " Is it the class that you call, or the `criterion` that was made of it?",
         "'bool' object has no attribute": " Are both sides of that comparison tensors?",
         "log_softmax_lastdim_kernel_impl": " Which of the two comes first, logits or labels?"}


def asks(error):
    """A question that helps where PyTorch's words name what nobody wrote."""
    return next((question for words, question in MEANS.items() if words in error), "")


def shapes_in(frame, line):
    """What the tensors are that a line of a frame names: "predicted (2,), labels (16,)"; a tuple in a tensor's place is named."""
    names = dict.fromkeys(re.findall(r"[^\W\d]\w*", linecache.getline(frame.f_code.co_filename, line)))
    values = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
    return ", ".join(f"{name} {tuple(value.shape)}" if torch.is_tensor(value) else f"{name}, no tensor but a {type(value).__name__}"
                     for name, value in values.items() if isinstance(value, (torch.Tensor, tuple)))


def number(value):
    """A student's value as a number, None if it is none."""
    try:
        return None if isinstance(value, (str, bytes)) else float(value)
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: a tensor of several numbers
        return None


def close(a, b, tolerance=1e-4):
    return math.isclose(float(a), float(b), rel_tol=tolerance, abs_tol=tolerance)
