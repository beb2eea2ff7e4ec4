"""Every number of the table from margins alone, with intervals that count both the luck of the seed and the luck of the test requests.

A margin is logit "duplicate" minus logit "different". A measure is a function of means over pairs of some per-pair features, so
one bootstrap serves all: resample what was drawn, recompute the measure of each seed, average over resampled seeds. What was drawn are
seeds and requests.
"""
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_expit

sys.path.insert(0, str(Path(__file__).parents[1] / "solutions" / "distillation"))
from kdlab.baseline import are_twins
from kdlab.resampling import pair_weights, requests_of

BINS = 10


@dataclass(frozen=True, eq=False)
class Pairs:
    """What is known of N pairs: whether they are duplicates (N,), twins (N,), and the requests of both tickets (2, N)."""
    duplicate: np.ndarray
    twin: np.ndarray
    requests: np.ndarray

    @classmethod
    def of(cls, rows):
        """From a dict of lists."""
        return cls(np.asarray(rows["label"], bool), are_twins(rows).numpy(), requests_of(rows))


def _share(which):
    """Features for: how many of the pairs that `which` picks are answered right."""
    def features(m, pairs, _):
        picked = np.broadcast_to(which(pairs), m.shape)
        return np.stack([picked & ((m > 0) == pairs.duplicate), picked], axis=-1)
    return features, lambda f: 100 * f[..., 0] / f[..., 1]


def _f1(m, pairs, _):
    said = m > 0
    return np.stack([said & pairs.duplicate, said, np.broadcast_to(pairs.duplicate, m.shape)], axis=-1)


def _nll(m, pairs, _):
    return -log_expit(np.where(pairs.duplicate, m, -m))[..., None]


def _agreement(m, _, teacher):
    return ((m > 0) == (teacher > 0))[..., None]


def _kl(m, _, teacher):
    p = expit(teacher)
    return (p * (log_expit(teacher) - log_expit(m)) + (1 - p) * (log_expit(-teacher) - log_expit(-m)))[..., None]


def _ece(m, pairs, _):
    """Confidence minus hit, in the bin of the confidence (Guo et al. 2017, eq. 3; equal bins from 1/2 to 1)."""
    confidence = expit(np.abs(m))
    place = np.minimum(((2 * confidence - 1) * BINS).astype(int), BINS - 1)
    return (confidence - ((m > 0) == pairs.duplicate))[..., None] * (place[..., None] == np.arange(BINS))


MEASURES = {  # name: (features (S, N, K), from their means over pairs (…, K) to the measure)
    "accuracy": _share(lambda pairs: np.ones_like(pairs.duplicate)),
    "twins": _share(lambda pairs: pairs.twin),  # kept apart
    "found": _share(lambda pairs: pairs.duplicate),  # duplicates
    "f1": (_f1, lambda f: 200 * f[..., 0] / (f[..., 1] + f[..., 2])),
    "agreement": (_agreement, lambda f: 100 * f[..., 0]),
    "kl": (_kl, lambda f: f[..., 0]),
    "nll": (_nll, lambda f: f[..., 0]),
    "ece": (_ece, lambda f: 100 * np.abs(f).sum(axis=-1)),
}


def measure(name, m, pairs, teacher=None):
    """`name` of MEASURES for each seed: margins `m` (S, N), `pairs` N Pairs, the teacher's margins (S, N) -> (S,)."""
    features, combine = MEASURES[name]
    return combine(features(m, pairs, teacher).mean(axis=-2))


@lru_cache(maxsize=4)  # one table asks for the same ones hundreds of times
def resamples(pairs, num_seeds, number, seed):
    """How often each draw takes each of N Pairs and each seed, as shares: (number, N), (number, S)."""
    dice = np.random.default_rng(seed)
    of_seeds = dice.multinomial(num_seeds, np.full(num_seeds, 1 / num_seeds), size=number)
    return pair_weights(pairs.requests, number, dice), of_seeds / num_seeds


def draws(name, m, pairs, teacher=None, number=2000, seed=0):
    """(number,) bootstrap means over seeds and requests. Equal shapes and `seed` give equal resamples, so differences are paired."""
    features, combine = MEASURES[name]
    f = features(m, pairs, teacher).astype(np.float64)  # (S, N, K)
    of_pairs, of_seeds = resamples(pairs, len(m), number, seed)  # (R, N), (R, S)
    return (of_seeds * combine(np.einsum("rn,snk->rsk", of_pairs, f, optimize=True))).sum(axis=1)


def interval(values):
    """The 95 % percentile interval of bootstrap draws."""
    return [float(x) for x in np.percentile(values, [2.5, 97.5])]


def verdict(low, high):
    """The decision rule on a difference of accuracies, written before the runs."""
    return "better" if low > 0 else "worse" if high < 0 else "not told apart"


def fit_temperature(m, labels):
    """The temperature that minimises the NLL of margins `m` (N,) on validation pairs (Guo et al. 2017, section 4.2)."""
    found = minimize_scalar(lambda log_t: -log_expit(np.where(labels, m, -m) / np.exp(log_t)).mean(), bounds=(-3, 4), method="bounded")
    return float(np.exp(found.x))
