"""The curves: is a figure found by what is drawn on it, and given back as it was?"""
import matplotlib.pyplot as plt
import pytest

from autograder.judging.judge import inputs_of, judge
from autograder.judging.probe_tools import pack, run_probe
from autograder.judging.questions import loss_curves

INPUTS = inputs_of("loss_curves", 4)
TAKE = "total_loss, distillation_loss, hard_loss = (history[k] for k in ('total_loss', 'distillation_loss', 'hard_loss'))\n"
DRAW = "for y in (total_loss, distillation_loss, hard_loss):\n    left.plot(y)\nright.plot(history['accuracy'])\n"
EARLIER = {  # what an earlier cell left: how this one draws on it
    "fig, (left, right) = plt.subplots(1, 2)": DRAW,
    "fig, axes = plt.subplots(1, 2)": "left, right = axes\n" + DRAW,
    "fig, axes = plt.subplots(1, 2); plt.close(fig)": "left, right = axes\n" + DRAW + "fig",
    "plt.figure(1); plt.plot([1, 2, 3])": "plt.figure(1)\nleft, right = plt.subplot(121), plt.subplot(122)\n" + DRAW,
    "plt.figure('history')": "fig = plt.figure('history')\nleft, right = fig.subplots(2)\n" + DRAW,
    "plt.subplots(1, 2)": "left, right = plt.gcf().axes\n" + DRAW,
    "panels = dict(zip('lr', plt.figure().subplots(1, 2)))": "left, right = panels['l'], panels['r']\n" + DRAW,
    "fig, (left, right) = plt.subplots(1, 2)\nlines = [ax.plot([])[0] for ax in (left, left, left, right)]":
        "for line, y in zip(lines, history.values()):\n    line.set_data(range(len(y)), y)\nplt.show()\n",
    "plt.plot([3.0, 2.0, 1.0]); plt.twinx().plot([50.0, 60.0, 70.0])": "left, right = plt.gcf().axes\n" + DRAW}


def run(earlier, cell):
    """The verdict on a cell after an earlier one, and the names that it leaves."""
    plt.close("all")
    names = {"plt": plt, "history": {name: [3.0, 2.0, 1.0] for name in INPUTS["history"]}}
    exec(earlier, names)
    return judge("loss_curves", INPUTS, run_probe(loss_curves.probe, names, pack(INPUTS), cell), cell), names


@pytest.mark.parametrize("earlier", EARLIER)
def test_a_figure_of_an_earlier_cell_counts(earlier):
    """Axes, figures and lines that were there before: are the curves drawn on them now seen?"""
    verdict, _ = run(earlier, TAKE + EARLIER[earlier])
    assert verdict.points == 2, verdict.parts


@pytest.mark.parametrize("earlier", EARLIER)
def test_what_was_drawn_earlier_does_not_count(earlier):
    """The same figures without the curves: is the point for the figure lost?"""
    verdict, _ = run(earlier, TAKE)
    assert [part.passed for part in verdict.parts] == [True, False], verdict.parts


def test_the_figures_are_given_back_as_they_were():
    """Are the open figures, what is drawn on them, and pyplot's functions the same as before?"""
    functions = plt.show, plt.close, plt.Axes.add_line, plt.Figure.clear
    verdict, names = run("fig, (left, right) = plt.subplots(1, 2); left.plot([1, 2, 3])",
                         TAKE + DRAW + "right.bar(range(6), history['accuracy'])\nplt.show()\n"
                                       "plt.figure()\nplt.plot([1])\nplt.close('all')\n")
    assert verdict.points == 2
    assert plt.get_fignums() == [1] and plt.figure(1) is names["fig"]
    assert len(names["left"].lines) == 1 and not names["right"].lines and not names["right"].patches
    assert functions == (plt.show, plt.close, plt.Axes.add_line, plt.Figure.clear)
    plt.close("all")


@pytest.mark.parametrize(("cell", "right"), [
    ("plt.plot(history['accuracy'])\nplt.show()\nfor y in (total_loss, distillation_loss, hard_loss):\n    plt.plot(y)\n", True),
    ("plt.plot(history['accuracy'])\nfor y in (total_loss, distillation_loss, hard_loss):\n    plt.plot(y)\nplt.show()\n", False),
    ("plt.plot(history['accuracy'])\nplt.clf()\nfor y in (total_loss, distillation_loss, hard_loss):\n    plt.plot(y)\n", True),
    ("left, right = plt.figure().subplots(1, 2)\n" + DRAW + "plt.close('all')\n", True),
    ("from matplotlib.figure import Figure\nleft, right = Figure().subplots(1, 2)\n" + DRAW, True),
    ("left, right = plt.figure().subplots(1, 2)\n" + DRAW + "1 / 0\n", True),
    ("left = plt.figure().subplots(1, 1)\nright = left.twinx()\n" + DRAW, True),
    ("left = right = plt.figure().subplots(1, 1)\n" + DRAW, False)])
def test_what_is_one_panel(cell, right):
    """Is a figure that was shown done with, as in a notebook, and one that was cleared or closed still seen?"""
    verdict, _ = run("", TAKE + cell)
    assert (verdict.points == 2) == right, verdict.parts
