"""The pictures of experiment.json for the README: what each model reaches, the sweeps, and accuracy against time against size.

    python benchmarks/figures.py
"""
import sys

import matplotlib

matplotlib.use("Agg")
from recipes import LAB

sys.path.insert(0, str(LAB))
from kdlab import experiment
from summary import HERE

PICTURES = HERE.parent / ".github"


def draw():
    found = experiment.read()
    for name, figure in (("experiment", experiment.plot(found)), ("sweeps", experiment.plot_sweeps(found)),
                         ("smaller", experiment.plot_smaller(found["smaller"]))):
        figure.savefig(PICTURES / f"{name}.png", dpi=110)


if __name__ == "__main__":
    draw()
