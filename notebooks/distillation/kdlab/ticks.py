"""What a check prints: a tick for each property that holds, and a sentence that helps for each that does not."""
from __future__ import annotations

import traceback

from .blanks import blank_sentence
from .errors import LabError


class CheckFailed(LabError):
    """A visible check found something; what it found is printed above."""


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
