"""A class that several tests start from."""
import pytest

from classes import (
    Here,
    grade_here,
    make_class,
)


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    """(submissions, OUT, pool) of a class of 30 that was graded undisturbed."""
    here = tmp_path_factory.mktemp("thirty")
    submissions, pool = make_class(here / "submissions", running=3, broken=25), Here()
    for student in "missing", "missing too":
        (submissions / student).mkdir()
    assert len(grade_here(pool, submissions, here / "out")) == 30
    return submissions, here / "out", pool
