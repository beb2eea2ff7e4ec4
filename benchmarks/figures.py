"""The pictures of experiment.json: what each model reaches, the sweeps, and accuracy against time against size.

    python benchmarks/figures.py
"""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from recipes import LAB
from summary import HERE, LATENCY, RESULT

sys.path.insert(0, str(LAB))
from kdlab_plots import STYLE

COLOR = {"teacher": STYLE["Teacher"]["color"], "improved": "#D55E00", "improved, int8": "#D55E00",
         "distilled": STYLE["Student"]["color"]}
GREY = "#777777"


def points(ax, rows, measure):
    """A dot and its 95 % interval for each of `rows`, {name: [mean, low, high]}, from top to bottom."""
    for y, (name, (mean, low, high)) in enumerate(rows.items()):
        ax.errorbar(mean, y, xerr=[[mean - low], [high - mean]], fmt="o", capsize=3, color=COLOR.get(name.split(" − ")[0], GREY))
        text = f"{mean:+.1f}" if " − " in name else f"{mean:.1f}"
        ax.annotate(text, (mean, y), (0, 6), textcoords="offset points", ha="center", fontsize=8)
    ax.set_yticks(range(len(rows)), rows, fontsize=8)
    ax.set(ylim=(len(rows) - 0.5, -0.7), xlabel=measure)
    ax.grid(axis="x", alpha=0.3)


def headline(result):
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.9))
    order = ["teacher", "improved", "improved, int8", "improved, plain", "distilled", "plain", "label smoothing", "shuffled teacher",
             "random-head teacher"]
    table = result["tickets"]
    points(left, {arm: table[arm]["accuracy"] for arm in order if arm in table}, "accuracy on 800 test pairs (%)")
    left.axvline(result["without_a_model"]["tfidf"], color="black", linestyle=":", linewidth=1)
    left.annotate("TF-IDF", (result["without_a_model"]["tfidf"], -0.55), fontsize=8, ha="center", va="bottom")
    points(right, {f"{d['a']} − {d['b']}": d["points"] for d in result["differences"]}, "difference (points)")
    right.axvline(0, color="black", linewidth=1)
    seeds = {row["seeds"] for row in (table["teacher"], table["plain"], table["distilled"])}
    fig.suptitle(f"Means over {min(seeds)} seeds; bars: 95 % intervals that count seeds and test pairs", fontsize=10)
    fig.savefig(HERE / "experiment.png", dpi=110)


def sweeps(result):
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True)
    for ax, (name, found) in zip(axes, result["sweeps"].items(), strict=True):
        x, (mean, low, high) = [float(value) for value in found], zip(*found.values(), strict=True)
        ax.errorbar(x, mean, yerr=[[m - a for m, a in zip(mean, low, strict=True)], [b - m for m, b in zip(mean, high, strict=True)]],
                    fmt="o-", capsize=3, color=COLOR["distilled"])
        ax.set(xlabel=name)
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("test accuracy (%)")
    fig.savefig(HERE / "sweeps.png", dpi=110)


def smaller(result, rows):
    """Accuracy against milliseconds a batch of 16; a mark's area is the size on disk."""
    fig, ax = plt.subplots(figsize=(6.5, 4))
    shown = {"teacher, PyTorch": "teacher", "student, PyTorch": "improved", "student, ONNX int8": "improved, int8"}
    for r in rows:
        if (r["pairs"], r["batch"]) == ("as they come", 16) and r["form"] in shown:
            arm = shown[r["form"]]
            mean, low, high = result["tickets"][arm]["accuracy"]
            ax.errorbar(r["ms_median"], mean, yerr=[[mean - low], [high - mean]], capsize=3, color=COLOR[arm], zorder=1)
            ax.scatter(r["ms_median"], mean, s=8 * r["megabytes"], color=COLOR[arm], edgecolor="black", alpha=0.8)
            ax.annotate(f"{arm}\n{r['megabytes']:.0f} MB, {r['ratio']:.1f} times as fast", (r["ms_median"], mean), (18, 12),
                        fontsize=8, textcoords="offset points")
    ax.margins(x=0.35, y=0.2)
    ax.set(xlabel="milliseconds a batch of 16 pairs", ylabel="test accuracy (%)", xlim=(0, None))
    ax.grid(alpha=0.3)
    fig.savefig(HERE / "smaller.png", dpi=110)


if __name__ == "__main__":
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    headline(result)
    if all(result["sweeps"].values()):
        sweeps(result)
    if LATENCY.exists() and "improved, int8" in result["tickets"]:
        smaller(result, json.loads(LATENCY.read_text(encoding="utf-8"))["rows"])
