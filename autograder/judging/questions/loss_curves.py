"""The curves: three lists taken from `history`, and a figure that shows them and the accuracy. The figure's data, not its looks."""
from __future__ import annotations

import contextlib

import torch

from .. import tolerance
from ..probe_tools import describe, number_of, run_cell
from ..verdict import Odd, close, error_sentence, judged, numbers

DEFINES = "total_loss"
POINTS = {"values": 1, "figure": 1}
NAMES = ("total_loss", "distillation_loss", "hard_loss")
MISTAKES = ()


class Drawings:
    """What is drawn while it is entered, on whatever figure, new or old, as it was whenever one was shown, cleared or closed.

    A figure that was shown is no longer the current one, as in a notebook. `panels` holds, for each look at each axes, the curves.
    """

    def __enter__(self):
        from matplotlib import axes, figure
        from matplotlib import pyplot as plt
        from matplotlib._pylab_helpers import Gcf

        self.panels, self.drawn_on, self.drawn, self.current, self.kind = [], [], [], Gcf.figs, axes.Axes
        self.open_before = dict(self.current)
        self.before = []

        def instead(place, name, make):
            self.before.append((place, name, getattr(place, name)))
            setattr(place, name, make(getattr(place, name)))

        def noting(add):
            def wrapped(panel, *args, **kwargs):
                if not any(panel is known for known in self.drawn_on):
                    self.drawn_on.append(panel)
                self.drawn.append(add(panel, *args, **kwargs))
                return self.drawn[-1]
            return wrapped

        def looking_first(do):
            def wrapped(*args, **kwargs):
                self.look()
                return do(*args, **kwargs)
            return wrapped

        for name in ("add_line", "add_collection", "add_patch", "add_container"):
            instead(axes.Axes, name, noting)
        instead(figure.FigureBase, "clear", looking_first)
        instead(plt, "show", lambda show: looking_first(lambda *_, **__: self.current.clear()))
        return self

    def __exit__(self, *_):
        self.look()
        for place, name, value in self.before:
            setattr(place, name, value)
        for artist in self.drawn:  # an older figure gets back what it was
            with contextlib.suppress(Exception):
                artist.remove()
        self.current.clear()
        self.current.update(self.open_before)

    def look(self):
        figures = [manager.canvas.figure for manager in self.current.values()]
        every = {id(panel): panel for panel in [*self.drawn_on, *(panel for figure in figures for panel in figure.axes)]}
        self.panels += [[[number_of(value) for value in list(curve)[:100]] for curve in list(self.curves(panel))[:100]]
                        for panel in list(every.values())[:50] if isinstance(panel, self.kind)]
        self.panels = self.panels[-500:]

    def curves(self, panel):
        """The numbers along each line, cloud of dots, row of bars, edge of an area and flight of stairs."""
        yield from (line.get_ydata() for line in panel.lines)
        for dots in panel.collections:
            if len(dots.get_offsets()) > 1:
                yield dots.get_offsets()[:, 1]
            for path in dots.get_paths()[:20]:
                corners = path.vertices[:, 1]
                yield from (corners, corners[1:len(corners) // 2], corners[len(corners) // 2 + 1:-1][::-1])
        for bars in panel.containers:
            if hasattr(bars, "patches"):
                yield [bar.get_width() if getattr(bars, "orientation", None) == "horizontal" else bar.get_height() for bar in bars]
        yield from (patch.get_data().values for patch in panel.patches if hasattr(patch, "get_data"))


SENT = (Drawings,)


def make_inputs(seed):
    """A fresh history of six epochs, to run the cell on."""
    dice = torch.Generator().manual_seed(seed)
    return {"history": {name: (scale * torch.rand(6, generator=dice)).double().tolist()
                        for name, scale in (("total_loss", 2), ("distillation_loss", 3), ("hard_loss", 1), ("accuracy", 100))}}


def probe(namespace, inputs, source):
    stand_ins = {"history": {name: list(values) for name, values in inputs["history"].items()},
                 "num_epochs": len(inputs["history"]["total_loss"])}
    with Drawings() as drawings:
        after, error = run_cell(namespace, source, stand_ins)
    made = {name: describe(after[name]) for name in ("total_loss", "distillation_loss", "hard_loss") if name in after}
    return {"error": error, "made": made, "panels": drawings.panels}


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
    shown = [{name for name, values in history.items() if any(alike(curve, values) for curve in panel)}
             for panel in answer["panels"]]
    absent = [name for name in history if name not in set().union(*shown)]
    if absent:
        said = f"The figure does not show {', '.join(absent)} with the numbers that `history` holds."
        return False, f"{said} {error_sentence(answer['error'])}" if answer["error"] else said
    if not any(panel == {"accuracy"} for panel in shown):
        return False, "The accuracy shares a panel with the losses; nobody can read them beside numbers up to 100. It gets its own."
    return True, "The figure shows the three losses, and the accuracy in a panel of its own."


def values_judged(history, made):
    wrong = [name for name in NAMES if not alike(numbers(made[name], name), history[name])]
    return not wrong, f"{wrong[0]} is not the list that `history` holds for it." if wrong else \
        "Run on another history, your cell takes the right three lists from it."


def alike(seen, wanted):
    return len(seen) == len(wanted) and None not in seen and all(map(close, seen, wanted, [tolerance.HISTORY] * len(seen)))


def name_mistakes(inputs, answer):
    return ["unrecognised"]
