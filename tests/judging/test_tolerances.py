"""The numbers that the judge's tolerances rest on; more seeds: `python benchmarks/tolerances.py`."""
import tolerances


def test_tolerances_hold():
    """Are right answers in float32 ten times nearer than a tolerance, and mistakes as much farther as is said?"""
    for name, (worst, faintest) in tolerances.measure(5).items():
        allowed, margin = tolerances.ALLOWED[name]
        assert 10 * worst <= allowed <= faintest / margin, f"{name}: worst right {worst:.1e}, faintest mistake {faintest:.1e}"
