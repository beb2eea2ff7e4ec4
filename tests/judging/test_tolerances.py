"""The numbers that the judge's tolerances rest on; more seeds: `python benchmarks/tolerances.py`."""
import tolerances


def test_tolerances_hold():
    """Are right answers in float32 ten times nearer than a tolerance, and mistakes as much farther as is said?"""
    assert tolerances.unfounded(5) == []
