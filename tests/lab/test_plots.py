"""The lab's pictures: are the numbers written on them right?"""
import matplotlib
import pytest
import torch

from kdlab import plots

matplotlib.use("agg")


@pytest.fixture
def shown(monkeypatch):
    """The figures that were drawn, whatever the profile."""
    plots.plt.close("all")
    monkeypatch.setattr(plots, "GRADING", False)
    yield lambda: [plots.plt.figure(number) for number in plots.plt.get_fignums()]
    plots.plt.close("all")


def test_calibration_error_by_hand(shown):
    """Two answers that are wholly sure, one of them right, and two that are 60 % sure, one right: off by (50 + 10) / 2 points?"""
    p = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.6, 0.4], [0.4, 0.6]])
    plots.plot_calibration({"Teacher": p}, torch.tensor([1, 1, 0, 0]))
    figure, = shown()
    diagonal, curve = figure.axes[0].lines
    assert curve.get_label() == "Teacher: off by 30.0 points"
    assert curve.get_xdata() == pytest.approx([60, 100]) and curve.get_ydata() == pytest.approx([50, 50])
