"""The lab's pictures. Colours (Okabe and Ito 2008) differ in lightness, and marks, dashes and hatches repeat what they say."""
from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from . import models, packed
from .profiles import GRADING

STYLE = {"Teacher": {"color": "#0072B2", "hatch": "", "marker": "o", "linestyle": "-"},
         "Student": {"color": "#E69F00", "hatch": "//", "marker": "s", "linestyle": "--"},
         "Plain student": {"color": "#BBBBBB", "hatch": "..", "marker": "^", "linestyle": ":"}}

plt.rcParams.update({"figure.constrained_layout.use": not GRADING,  # to lay a figure out is to draw it once more
                     "axes.spines.top": False, "axes.spines.right": False,
                     "axes.prop_cycle": plt.cycler(color=["#0072B2", "#D55E00", "#009E73", "#000000"]), "hatch.linewidth": 0.6})


def plot_general(live, student):
    """The losses of some live steps of general distillation, and the curve of the whole run, which the student's file keeps."""
    if GRADING:
        return
    about = packed.about(packed.STUDENTS / models.STUDENTS[student][0])
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
    left.plot(range(1, len(live) + 1), live, "-o", markersize=3)
    left.set(xlabel="step", ylabel="1 − cosine", ylim=(0, None), title="Live, on training tickets")
    right.plot([about["loss_every"] * (i + 1) for i in range(len(about["loss"]))], about["loss"])
    right.set(xlabel="step", ylabel="loss, both parts", ylim=(0, None),
              title="The whole run: cosine on held-out sentences {held_out_cosine_before:.2f} → {held_out_cosine:.2f}".format(**about))
    plt.show()


def plot_overfitting(curves):
    """Accuracy (%) by epoch, {which pairs: [accuracy, …]}."""
    if GRADING:
        return
    fig, ax = plt.subplots(figsize=(5, 3.2))
    for (which, accuracy), line in zip(curves.items(), ("-o", "--s"), strict=True):
        ax.plot(range(1, len(accuracy) + 1), accuracy, line, label=which)
    ax.set(xlabel="epoch", ylabel="right (%)", xticks=range(1, len(accuracy) + 1), title="The teacher learns")
    ax.legend()
    plt.show()


def plot_temperature(teacher_probabilities, title):
    """How temperature softens the teacher. `teacher_probabilities`: {temperature: (N, C) probabilities of the same N pairs}."""
    if GRADING:
        return
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
    for (temperature, p), line in zip(teacher_probabilities.items(), ["-", "--", ":", "-."], strict=False):
        left.hist(p[:, 1].numpy(), bins=np.linspace(0, 1, 41), histtype="step", linestyle=line, linewidth=1.8,
                  label=f"T = {temperature:g}")
    left.set(xlabel="teacher's probability of “duplicate”", ylabel="pairs", title="The teacher's answers, softened")
    left.margins(y=0.2)
    left.legend(ncols=len(teacher_probabilities), loc="upper center", fontsize=8)
    entropy = [-(p * p.clamp(min=1e-12).log2()).sum(dim=1).mean().item() for p in teacher_probabilities.values()]
    right.plot(list(teacher_probabilities), entropy, "-o")
    right.set(xlabel="temperature T", ylabel="mean entropy (bits)", ylim=(0, 1.05), title="What the answers leave open")
    fig.suptitle(title, fontsize=10)
    plt.show()


def plot_comparison(results, intervals, agreement, untrained):
    """Bars of size, accuracy, speed and agreement.

    `results`: {"Teacher" …: {"accuracy" (%), "parameters", "ms_per_batch", "ms_p95"}};
    `intervals`: {name: (low, high)} of the accuracies (%); `agreement`: {name: % of pairs on which it answers as the teacher};
    `untrained`: {name: accuracy (%) of the untrained cosine of its weights}, drawn as lines.
    """
    if GRADING:
        return
    fig, axes = plt.subplots(1, 4, figsize=(12, 3.4))
    columns = [("Parameters (millions)", {n: r["parameters"] / 1e6 for n, r in results.items()}, None),
               ("Test accuracy (%)", {n: r["accuracy"] for n, r in results.items()},
                {n: (r["accuracy"] - intervals[n][0], intervals[n][1] - r["accuracy"]) for n, r in results.items()}),
               ("ms a batch (median, to 95th percentile)", {n: r["ms_per_batch"] for n, r in results.items()},
                {n: (0, r["ms_p95"] - r["ms_per_batch"]) for n, r in results.items()}),
               ("Answers as the teacher does (%)", agreement, None)]
    for ax, (title, values, whiskers) in zip(axes, columns, strict=True):
        for x, (name, value) in enumerate(values.items()):
            style = STYLE[name]
            error = None if whiskers is None else np.transpose([whiskers[name]])
            ax.bar(x, value, color=style["color"], hatch=style["hatch"], edgecolor="black", yerr=error, capsize=4)
            ax.text(x, value / 2, f"{value:.1f}", ha="center", va="center",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
        ax.set_title(title, fontsize=9)
        ax.set_xticks(range(len(values)), [name.replace(" ", "\n") for name in values], fontsize=8)
    for (name, value), line in zip(untrained.items(), ("-", ":"), strict=True):
        axes[1].axhline(value, color="#D55E00", linestyle=line, label=f"untrained cosine, {name.lower()}'s weights")
    axes[1].legend(fontsize=6, loc="lower left")
    plt.show()


def plot_calibration(probabilities, labels, num_bins=10):
    """Reliability diagram: how often the answer is right (%) for answers of like confidence; by name, how far off on average.

    `probabilities`: {name: (N, 2)}, `labels`: (N,). The average is the expected calibration error (Guo et al. 2017, eq. 3).
    """
    fig, ax = plt.subplots(figsize=(5, 4))
    ax.plot([50, 100], [50, 100], color="black", linewidth=0.8, label="as sure as right")
    for name, p in probabilities.items():
        confidence, answer = (x.numpy() for x in p.max(dim=1))  # (N,), (N,)
        right, place = answer == labels.numpy(), np.minimum((confidence * 2 - 1) * num_bins, num_bins - 1).astype(int)
        bins = [(100 * confidence[place == b].mean(), 100 * right[place == b].mean(), (place == b).mean())
                for b in range(num_bins) if (place == b).any()]
        error = sum(share * abs(sure - hit) for sure, hit, share in bins)
        style = STYLE[name]
        ax.plot(*list(zip(*bins, strict=True))[:2], color=style["color"], marker=style["marker"], linestyle=style["linestyle"],
                markeredgecolor="black", label=f"{name}: off by {error:.1f} points")
    ax.set(xlabel="confidence (%)", ylabel="right (%)", xlim=(48, 102), ylim=(0, 102), title="Is it as often right as it is sure?")
    ax.legend(fontsize=8)
    plt.close(fig) if GRADING else plt.show()
