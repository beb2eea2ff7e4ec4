"""TeX to MathML, which a browser shows without any script."""
from __future__ import annotations

from math_core import LatexError, LatexToMathML

LONGEST = 2_000  # characters of one formula
DEEPEST = 300  # signs that can open a level: the library goes down level by level, and a process whose stack is full is gone
TEX = LatexToMathML(fancy_error=False, max_expansions=0)  # a macro could make much of little


def mathml(tex, display):
    """A formula as MathML, or None for one that is too long, too deep, or no TeX that the library knows."""
    if len(tex) > LONGEST or sum(map(tex.count, "\\{^_")) > DEEPEST:
        return None
    try:
        return TEX.convert_with_local_state(tex, displaystyle=display)
    except LatexError:
        return None
