"""A row's mark as a platform reads it."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NOT_RUN = {"missing", "unreadable"}


@dataclass(frozen=True)
class Asked:
    """What the command line asks of the marks."""
    roster: Path | None = None
    column: str | None = None  # the assignment's name there
    points: float | None = None  # the most that it gives there
    decimal: str = "point"
    missing_is_zero: bool = False


NOTHING_ASKED = Asked()


def mark(row, points, asked):
    """The text of a row's mark where `points` are the most, or None where nobody could grade what was handed in."""
    if row["status"] in NOT_RUN:
        return "0" if asked.missing_is_zero else None
    if row["seed"] is None:  # the grader itself gave up
        return None
    return number(row["score"] * points / row["max_score"], asked)


def number(value, asked):
    """At most two decimals, as the platforms show them."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if asked.decimal == "comma" else text
