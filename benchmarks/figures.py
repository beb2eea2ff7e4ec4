"""The pictures of experiment.json for the README: what each model reaches, the sweeps, and accuracy against time against size.

    python benchmarks/figures.py
"""
import sys

import matplotlib

matplotlib.use("Agg")
from recipes import LAB

sys.path.insert(0, str(LAB))
import kdlab_experiment
from summary import HERE

PICTURES = HERE.parent / ".github"


def draw():
    found = kdlab_experiment.read()
    for name, figure in (("experiment", kdlab_experiment.plot(found)), ("sweeps", kdlab_experiment.plot_sweeps(found)),
                         ("smaller", kdlab_experiment.plot_smaller(found["smaller"]))):
        figure.savefig(PICTURES / f"{name}.png", dpi=110)


if __name__ == "__main__":
    draw()
