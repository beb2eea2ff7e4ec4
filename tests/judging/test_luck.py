"""Luck: does the same answer get the same points and the same names, whatever numbers it is asked with?"""
import pytest

from in_process import corpus, grade, outcome

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("question", "file"), (corpus("right") + corpus("wrong"))[1::5],
                         ids=lambda value: value if isinstance(value, str) else value.stem)
def test_other_inputs_give_the_same_outcome(question, file):
    """Under three seeds: the same points, the same parts, the same names? (`table.py --seeds 50` asks it of the whole corpus.)"""
    outcomes = [outcome(grade(question, file.read_text(), seed)) for seed in (1, 2, 3)]
    assert outcomes == outcomes[:1] * 3
