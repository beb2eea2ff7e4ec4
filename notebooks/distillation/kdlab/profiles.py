"""Profiles: which models and data the lab takes, and how long it trains."""
from __future__ import annotations

import os
from dataclasses import dataclass, replace

from .errors import LabError

SEED = 42
GRADING = os.environ.get("KD_PROFILE") == "grading"  # nobody looks at tiny random models: no picture is drawn, no bar moves


@dataclass(frozen=True)
class Settings:
    """What a profile fixes. `teacher`, `student` and `dataset` are hub names or local folders."""
    profile: str
    teacher: str
    student: str
    dataset: str
    teacher_lr: float = 2e-5
    student_lr: float = 2e-5
    num_epochs: int = 3
    batch_size: int = 16
    max_length: int = 128
    num_train: int | None = None  # only the first so many pairs; None: all
    num_unlabelled: int = 680  # that the student's loader brings beside the labelled ones; so 3 of its epochs are 5 of those
    num_test: int | None = None
    latency_batches: int = 30  # that are timed


PROFILES = {
    "laptop": Settings("laptop", "all-MiniLM-L6-v2", "three layers", "tickets", 5e-5, 1e-4),
    "paper": Settings("paper", "bert-base-uncased", "distilbert-base-uncased", "SetFit/mrpc", num_train=1000),
    "grading": Settings("grading", "tiny random BERT", "every other layer of the teacher", "a few tickets", 1e-3, 1e-3,
                        num_epochs=2, max_length=32, num_train=16, num_unlabelled=16, num_test=16, latency_batches=2),
}


def settings():
    """The profile that KD_PROFILE names ("laptop" if unset), with KD_TEACHER, KD_STUDENT and KD_DATASET put in its place.

    Raises LabError where KD_PROFILE names no profile.
    """
    name = os.environ.get("KD_PROFILE") or "laptop"
    if name not in PROFILES:
        raise LabError(f"KD_PROFILE={name} is no profile of this lab. Choose one of {', '.join(PROFILES)}, or leave KD_PROFILE unset.")
    given = {key: os.environ.get(f"KD_{key.upper()}") for key in ("teacher", "student", "dataset")}
    return replace(PROFILES[name], **{key: value for key, value in given.items() if value})
