"""What a student reads of an error in a walled kernel, and what it takes to make it."""
import pytest

from autograder.walls import doctor

pytestmark = pytest.mark.slow
FAILS = "def f():\n    return 1 / 0  # below", "f()  # above"


def outputs(*sources):
    trial = doctor.Trial()
    said = trial.outputs(sources)
    return said, [output for cell in trial.nb.cells for output in cell.outputs]


def test_a_traceback_quotes_each_cells_own_lines():
    """Of an error in a function of an earlier cell: are both lines there, and is each cell called by its number?"""
    _, (error,) = outputs(*FAILS)
    quoted = "\n".join(error.traceback)
    assert "# below" in quoted and "# above" in quoted
    assert quoted.index("In[2]") < quoted.index("# above") < quoted.index("In[1]") < quoted.index("# below")


def test_a_traceback_is_made_without_a_look_at_every_module():
    """Does Python ask of a few objects whether they are modules, and not of all modules for each frame?"""
    count = "import inspect\nasked, real = [], inspect.ismodule\ninspect.ismodule = lambda thing: asked.append(thing) or real(thing)"
    (*_, number, modules), _ = outputs(count, *FAILS, "print(len(asked))", "import sys\nprint(len(sys.modules))")
    assert 0 < int(number) < int(modules) / 2
