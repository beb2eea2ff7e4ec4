"""What tests of several rooms share."""
from types import SimpleNamespace

import pytest


@pytest.fixture
def tiny(monkeypatch):
    """The `grading` profile's settings, models, tokenizer and pairs."""
    import kdlab

    monkeypatch.setenv("KD_PROFILE", "grading")
    settings = kdlab.settings()
    teacher, tokenizer = kdlab.load_teacher(settings)
    student, _ = kdlab.load_student(settings, teacher, tokenizer)
    return SimpleNamespace(settings=settings, teacher=teacher, student=student, tokenizer=tokenizer, pairs=kdlab.load_pairs(settings))
