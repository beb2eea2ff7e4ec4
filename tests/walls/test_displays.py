"""A display that a later cell updates is found again, wherever its cell's outputs have gone meanwhile."""
import pytest

from autograder.walls import doctor

pytestmark = pytest.mark.slow


def shown_after(*sources):
    """What the displays of the first of some cells show after the last."""
    trial = doctor.Trial()
    trial.outputs(["from IPython.display import display\n" + sources[0], *sources[1:]])
    return [output.data.get("text/plain") for output in trial.nb.cells[0].outputs if "data" in output]


def test_a_display_is_updated_from_a_later_cell():
    """Between prints, whose pieces are joined: is each found again, and the kernel not taken for a liar?"""
    assert shown_after("print(1)\nfirst = display('a', display_id=True)\nprint(2)\nlast = display('b', display_id=True)",
                       "last.update('B')\nfirst.update('A')") == ["'A'", "'B'"]


def test_an_update_that_is_no_output_changes_nothing():
    """Data that is a number, which no notebook may hold: is the display as it was?"""
    assert shown_after("shown = display('a', display_id='x')",
                       "kernel = get_ipython().kernel\nkernel.session.send(kernel.iopub_socket, 'update_display_data', "
                       "{'data': 3, 'metadata': {}, 'transient': {'display_id': 'x'}}, kernel.get_parent('shell'))") == ["'a'"]
