"""Reading from the hub or a folder: without noise, and with one sentence where it fails."""
from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path

from .errors import LabError


def not_found(kind, name, variable, error):
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    place = "The folder" if Path(name).is_dir() else f"No local folder and no reachable hub {kind}:"
    return LabError(f"{place} {name} cannot be loaded as a {kind} ({reason}). "
                    f"Set {variable} to a folder with a {kind} in it, or connect to the network and run this cell again.")


@contextmanager
def quiet(library):
    """No download bars, and no report of the new head's missing weights: the notebook says that in words."""
    import datasets
    import transformers

    logger, level = logging.getLogger(library), logging.getLogger(library).level
    bars = transformers.utils.logging if library == "transformers" else datasets.utils.logging
    logger.setLevel(logging.ERROR)
    bars.disable_progress_bar()
    try:
        yield
    finally:
        bars.enable_progress_bar()
        logger.setLevel(level)
