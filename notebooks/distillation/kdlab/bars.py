"""A progress bar for what takes longer than a moment."""
from __future__ import annotations

import sys

from tqdm import tqdm

from .profiles import GRADING


def progress(steps, description, stays=True):
    """A progress bar with the time left, on stdout: in a notebook stderr looks like an error.

    With `stays=False` it comes only after two seconds, and goes when it is done.
    """
    return tqdm(steps, desc=description, file=sys.stdout, ncols=100, mininterval=0.5, leave=stays, delay=0 if stays else 2,
                disable=GRADING)
