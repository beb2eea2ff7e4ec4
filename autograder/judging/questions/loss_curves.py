"""The curves: three lists taken from `history`, and a figure that shows them and the accuracy. The figure's data, not its looks."""
from __future__ import annotations

import torch

from .. import tolerance
from ..probe_tools import describe, number_of, run_cell
from ..verdict import Odd, close, error_sentence, judged, numbers

DEFINES = "total_loss"
POINTS = {"values": 1, "figure": 1}
NAMES = ("total_loss", "distillation_loss", "hard_loss")
SENT = ()
MISTAKES = ()


def make_inputs(seed):
    """A fresh history of six epochs, to run the cell on."""
    dice = torch.Generator().manual_seed(seed)
    return {"history": {name: (scale * torch.rand(6, generator=dice)).double().tolist()
                        for name, scale in (("total_loss", 2), ("distillation_loss", 3), ("hard_loss", 1), ("accuracy", 100))}}


def probe(namespace, inputs, source):
    import matplotlib.figure
    import matplotlib.pyplot as plt

    def drawn(axes):
        yield from (line.get_ydata() for line in axes.lines)
        yield from (dots.get_offsets()[:, 1] for dots in axes.collections if len(dots.get_offsets()))
        yield from ([bar.get_height() for bar in bars] for bars in axes.containers if hasattr(bars, "patches"))

    open_before, show, clear = plt.get_fignums(), plt.show, plt.close
    plt.show = plt.close = lambda *_, **__: None
    try:
        after, error = run_cell(namespace, source, {"history": {k: list(v) for k, v in inputs["history"].items()},
                                                    "num_epochs": len(inputs["history"]["total_loss"])})
        figures = {id(f): f for f in [*map(plt.figure, set(plt.get_fignums()) - set(open_before)),
                                      *(v for v in after.values() if isinstance(v, matplotlib.figure.Figure))]}
        panels = [[[number_of(v) for v in list(curve)[:100]] for curve in list(drawn(axes))[:100]]
                  for figure in list(figures.values())[:20] for axes in figure.axes[:20]]
    finally:
        plt.show, plt.close = show, clear
        for figure in set(plt.get_fignums()) - set(open_before):
            plt.close(figure)
    made = {name: describe(after[name]) for name in ("total_loss", "distillation_loss", "hard_loss") if name in after}
    return {"error": error, "made": made, "panels": panels}


def expect(inputs):
    return inputs["history"]


def parts(inputs, answer):
    history = expect(inputs)
    missing = [name for name in NAMES if name not in answer["made"]]
    if missing:
        raise Odd(error_sentence(answer["error"]) if answer["error"] else f"Your cell does not make {', '.join(missing)}.")
    yield "values", *judged(values_judged, history, answer["made"])
    yield "figure", *figure_judged(history, answer)


def figure_judged(history, answer):
    shown = [{name for name, values in history.items() if any(alike(curve, values) for curve in panel)} for panel in answer["panels"]]
    absent = [name for name in history if name not in set().union(*shown)]
    if absent:
        said = f"The figure does not show {', '.join(absent)}."
        return False, f"{said} {error_sentence(answer['error'])}" if answer["error"] else said
    if not any(panel == {"accuracy"} for panel in shown):
        return False, "The accuracy shares a panel with the losses, which nobody can read beside numbers up to 100; it gets its own."
    return True, "The figure shows the three losses, and the accuracy in a panel of its own."


def values_judged(history, made):
    wrong = [name for name in NAMES if not alike(numbers(made[name], name), history[name])]
    return not wrong, f"{wrong[0]} is not the list that `history` holds for it." if wrong else \
        "Run on another history, your cell takes the right three lists from it."


def alike(seen, wanted):
    return len(seen) == len(wanted) and None not in seen and all(map(close, seen, wanted, [tolerance.HISTORY] * len(seen)))


def name_mistakes(inputs, answer):
    return ["unrecognised"]
