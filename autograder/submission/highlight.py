"""Colours for code on a page, within bounds: what is long or strange is shown as it was typed, since time is no student's to take."""
from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from nbconvert.filters import Highlight2HTML

MAX_HIGHLIGHTED = 10_000  # characters
MAX_RUN = re.compile(r"\s{100}|[\w.*]{200}")  # IPython's patterns look from each character of a run to its end
PYTHON = Highlight2HTML(pygments_lexer="ipython3")


@lru_cache(maxsize=512)  # most cells of a class are the hand-out's
def highlighted(source):
    """Python as HTML: coloured, or as typed where that could take long."""
    if len(source) > MAX_HIGHLIGHTED or MAX_RUN.search(source):
        return f'<div class="highlight"><pre>{escape(source)}</pre></div>'
    return PYTHON(source)


def highlight_code(source, language=None, metadata=None):
    """nbconvert's filter of this name, for Python alone: other lexers are hundreds, and some take hours over a line."""
    return highlighted(source)
