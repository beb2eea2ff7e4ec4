"""A progress bar for what takes longer than a moment."""
from __future__ import annotations

import os
import sys

from tqdm import tqdm

HIDDEN = os.environ.get("KD_PROFILE") == "grading"  # nobody waits for that profile, and each step that a bar shows is a message


def progress(steps, description, stays=True):
    """A progress bar with the time left, on stdout: in a notebook stderr looks like an error.

    With `stays=False` it comes only after two seconds, and goes when it is done.
    """
    return tqdm(steps, desc=description, file=sys.stdout, ncols=100, mininterval=0.5, leave=stays, delay=0 if stays else 2,
                disable=HIDDEN)
