"""What many runs of this lab found. `benchmarks/experiment.py` trained them; experiment.json, beside this file, holds the results."""
from __future__ import annotations

import json
from pathlib import Path

import matplotlib.pyplot as plt

from .plots import STYLE
from .profiles import GRADING

FOUND = Path(__file__).with_name("experiment.json")
COSINE = "untrained cosine"
LAB = ("teacher", COSINE, "distilled", "plain")  # what the notebook trains
ORDER = ("cross-encoder", "teacher", COSINE, "distilled", "plain", "improved", "improved, plain", "smallest", "smallest, plain",
         "labelled pairs only")
CONTROLS = (*(f"{recipe}, {guide}" for recipe in ("distilled", "improved", "smallest")
              for guide in ("shuffled", "random head", "hard")), "distilled, others' doubt", "distilled, as cut",
            "plain, as cut")
COLOR = {"teacher": STYLE["Teacher"]["color"], "distilled": STYLE["Student"]["color"], "improved": "#D55E00", "smallest": "#CC79A7"}


def read():
    return json.loads(FOUND.read_text(encoding="utf-8"))


def difference(found, a, b):
    """{"points": [mean, low, high], "a_is": "better" …} of the accuracies of two arms."""
    return next(d for d in found["differences"] if (d["a"], d["b"]) == (a, b))


def show(expected=None):
    """Table and picture of the notebook's models; `expected`: how many points the reader thinks that distilled is ahead of plain."""
    found = read()
    print(f"{'':18} {'accuracy, 95 % interval':>24} {'twins':>8} {'seeds':>6}")
    for arm in LAB:
        r = found["tickets"][arm]
        mean, low, high = r["accuracy"]
        print(f"{arm:18} {mean:8.1f} %, {low:.1f} to {high:.1f} {r['twins_at_equal_found'][0]:6.1f} % {r['seeds']:6d}")
    print()
    for a, b in (("distilled", COSINE), ("distilled", "plain")):
        d = difference(found, a, b)
        mean, low, high = d["points"]
        print(f"{a.capitalize()} minus {b}, {d['seeds']} seeds: {mean:+.1f} points, 95 % interval {low:+.1f} to {high:+.1f}: "
              f"by our rule {d['a_is']}.")
    if isinstance(expected, (int, float)):
        print(f"You expected {expected:+.1f}, which lies {'in' if low <= expected <= high else 'out'}side this interval.")
    _show(plot, found, LAB, expected)


def show_twins():
    """The twins that two models keep apart, compared over seeds where both find as many duplicates."""
    for d in read()["twins_at_equal_found"]:
        if {d["a"], d["b"]} <= {*LAB}:
            mean, low, high = d["points"]
            print(f"Over {d['seeds']} seeds, {d['a']} − {d['b']}: {mean:+.1f} points of the twins ({low:+.1f} to {high:+.1f})")


def show_controls(guess=None):
    """Students of teachers that know less, or nothing; `guess`: "a" …, what an equally good student of a random head would mean."""
    found = read()
    for arm in ("distilled", "plain", *(arm for arm in found["tickets"] if arm.startswith("distilled, "))):
        r = found["tickets"][arm]
        print(f"{arm:26} {r['accuracy'][0]:6.1f} % {r['seeds']:4d} seeds, {r['agreement'][0]:.1f} % of the answers the teacher's")
    print("On the seeds that both have:")
    for d in found["differences"]:
        if d["a"] == "distilled" and d["b"] in (*CONTROLS, "labelled pairs only"):
            mean, low, high = d["points"]
            print(f"distilled − {d['b'].removeprefix('distilled, '):20} {mean:+.1f} points ({low:+.1f} to {high:+.1f}): {d['a_is']}")
    print(f"{'You said ' + str(guess).lower() + '. ' if guess else ''}It would be b: such a teacher says nothing about duplicates, so "
          "what it gives\nwould be the work of the loss, or of more and softer targets. (c: look at the seeds and the intervals.)")


def show_all():
    """Every arm with every measure, and a picture of most."""
    found = read()
    print(f"{'':26} {'accuracy, 95 % interval':>24} {'AUC':>5} {'twins':>7} {'seeds':>6} {'agrees':>7} {'KL':>6} {'NLL':>6} "
          f"{'ECE':>5}")
    for arm in (*ORDER, *CONTROLS):
        r = found["tickets"][arm]
        mean, low, high = r["accuracy"]
        print(f"{arm:26} {mean:8.1f} %, {low:.1f} to {high:.1f} {r['auc']:5.1f} {r['twins_at_equal_found'][0]:6.1f}% {r['seeds']:6d} "
              f"{r['agreement'][0]:6.1f}% {r['kl'][0]:6.2f} {r['nll_scaled'][0]:6.2f} {r['ece_scaled'][0]:5.1f}")
    _show(plot, found)


def points(ax, rows, label):
    """A dot and its 95 % interval for each of `rows`, {name: [mean, low, high]}, from top to bottom."""
    for y, (name, (mean, low, high)) in enumerate(rows.items()):
        ax.errorbar(mean, y, xerr=[[mean - low], [high - mean]], fmt="o", capsize=3, color=COLOR.get(name.split(" − ")[0], "#777777"))
        ax.annotate(f"{mean:+.1f}" if " − " in name else f"{mean:.1f}", (mean, y), (0, 6), textcoords="offset points", ha="center",
                    fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.set(ylim=(len(rows) - 0.5, -0.9), xlabel=label)
    ax.grid(axis="x", alpha=0.3)


def plot(found, arms=ORDER, expected=None):
    """Accuracies of `arms`, and those differences between them that the decision rule speaks of."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 1.6 + 0.3 * len(arms)))
    table, seeds = found["tickets"], found["tickets"]["plain"]["seeds"]
    named = {arm: arm if table[arm]["seeds"] == seeds else f"{arm} ({table[arm]['seeds']} seeds)" for arm in arms}
    points(left, {name: table[arm]["accuracy"] for arm, name in named.items()}, "accuracy on the test pairs (%)")
    left.axvline(table[COSINE]["accuracy"][0], color="black", linestyle=":", linewidth=1)
    rows = {f"{d['a']} − {d['b']}": d["points"] for d in found["differences"]
            if d["seeds"] == seeds and (arms is ORDER or {d["a"], d["b"]} <= {*arms})}
    points(right, rows, "difference of accuracies (points)")
    right.axvline(0, color="black", linewidth=1)
    if isinstance(expected, (int, float)):
        right.plot(expected, [*rows].index("distilled − plain"), marker="D", color="black", linestyle="", label="your guess")
        right.legend(fontsize=8)
    fig.suptitle(f"Means over {seeds} seeds; bars: 95 % intervals over seeds and requests; dots: the untrained cosine", fontsize=10)
    return fig


def show_square():
    """Accuracy with and without general distillation of the start, and with and without distillation on the pairs."""
    found = read()
    for name, (mean, low, high) in found["square"].items():
        print(f"{name:>15}: {mean:.1f} % ({low:.1f} to {high:.1f}), {found['tickets']['plain, as cut']['seeds']} seeds")


def plot_sweeps(found):
    """Accuracy of the distilled student by temperature and by alpha."""
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True)
    for ax, (name, values) in zip(axes, found["sweeps"].items(), strict=True):
        mean, low, high = zip(*values.values(), strict=True)
        ax.errorbar([float(value) for value in values], mean, fmt="o-", capsize=3, color=COLOR["distilled"],
                    yerr=[[m - a for m, a in zip(mean, low, strict=True)], [b - m for m, b in zip(mean, high, strict=True)]])
        ax.set(xlabel=name)
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("test accuracy (%)")
    return fig


def show_sweeps():
    for name, values in read()["sweeps"].items():
        print(f"{name}: " + ", ".join(f"{value} → {mean:.1f} % ({low:.1f} to {high:.1f})"
                                      for value, (mean, low, high) in values.items()))
    _show(plot_sweeps, read())


def show_news():
    """What models trained on MRPC's news sentences make of tickets, beside models trained on tickets."""
    found = read()
    print(f"{'on the ticket test pairs':26} {'threshold from news':>20} {'from tickets':>13} {'trained on tickets':>19}")
    for arm, by_threshold in found["mrpc_models_on_tickets"].items():
        news, tickets = (accuracy for accuracy, *_ in by_threshold.values())
        print(f"{arm:26} {news:18.1f} % {tickets:11.1f} % {found['tickets'][arm]['accuracy'][0]:17.1f} %")


def plot_smaller(forms):
    """Accuracy against time, a disc's area the megabytes on disk, joined step by step.

    `forms`: {name: {"accuracy": [%, low, high], "ms": a batch of 16, "megabytes"}}, from the first step to the last.
    """
    fig, ax = plt.subplots(figsize=(8.5, 3.8))
    colors = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442"]
    ax.plot([row["ms"] for row in forms.values()], [row["accuracy"][0] for row in forms.values()], color="#999999", linestyle=":",
            zorder=0)
    for (name, row), color in zip(forms.items(), colors, strict=False):
        mean, low, high = row["accuracy"]
        ax.errorbar(row["ms"], mean, yerr=[[mean - low], [high - mean]], capsize=3, color=color, zorder=1)
        ax.scatter(row["ms"], mean, s=8 * row["megabytes"], color=color, edgecolor="black", alpha=0.8,
                   label=f"{name}: {row['megabytes']:.0f} MB, {row['ms']:.1f} ms")
    ax.legend(fontsize=8, labelspacing=3, handletextpad=1.5, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    ax.margins(x=0.1, y=0.25)
    ax.set(xlabel="milliseconds a batch of 16 pairs", ylabel="test accuracy (%)", xlim=(0, None))
    ax.grid(alpha=0.3)
    return fig


def show_smaller():
    _show(plot_smaller, read()["smaller"])


def _show(make, *args):
    if not GRADING:
        make(*args)
        plt.show()
