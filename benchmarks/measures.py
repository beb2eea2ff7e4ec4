"""Every number of the table from margins alone, with intervals that count both the luck of the seed and the luck of the test pairs.

A margin is logit "duplicate" minus logit "different". A measure is a function of means over pairs of some per-pair features, so
one bootstrap serves all: resample the pairs, recompute the measure of each seed, average over resampled seeds.
"""
from functools import cache

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_expit

BINS = 10


def _right(m, y, _):
    return ((m > 0) == y)[..., None]


def _f1(m, y, _):
    said = m > 0
    return np.stack([said & y, said, np.broadcast_to(y, m.shape)], axis=-1)


def _nll(m, y, _):
    return -log_expit(np.where(y, m, -m))[..., None]


def _agreement(m, _, teacher):
    return ((m > 0) == (teacher > 0))[..., None]


def _kl(m, _, teacher):
    p = expit(teacher)
    return (p * (log_expit(teacher) - log_expit(m)) + (1 - p) * (log_expit(-teacher) - log_expit(-m)))[..., None]


def _ece(m, y, _):
    """Confidence minus hit, in the bin of the confidence (Guo et al. 2017, eq. 3; equal bins from 1/2 to 1)."""
    confidence = expit(np.abs(m))
    place = np.minimum(((2 * confidence - 1) * BINS).astype(int), BINS - 1)
    return (confidence - ((m > 0) == y))[..., None] * (place[..., None] == np.arange(BINS))


MEASURES = {  # name: (features (S, N, K), from their means over pairs (…, K) to the measure)
    "accuracy": (_right, lambda f: 100 * f[..., 0]),
    "f1": (_f1, lambda f: 200 * f[..., 0] / (f[..., 1] + f[..., 2])),
    "agreement": (_agreement, lambda f: 100 * f[..., 0]),
    "kl": (_kl, lambda f: f[..., 0]),
    "nll": (_nll, lambda f: f[..., 0]),
    "ece": (_ece, lambda f: 100 * np.abs(f).sum(axis=-1)),
}


def measure(name, m, labels, teacher=None):
    """`name` of MEASURES for each seed: margins `m` (S, N), labels (N,), the teacher's margins (S, N) -> (S,)."""
    features, combine = MEASURES[name]
    return combine(features(m, np.asarray(labels, bool), teacher).mean(axis=-2))


@cache
def resamples(seeds, pairs, number, seed):
    """How often each draw takes each pair and each seed, as shares: (number, pairs), (number, seeds)."""
    dice = np.random.default_rng(seed)
    return tuple(dice.multinomial(size, np.full(size, 1 / size), size=number) / size for size in (pairs, seeds))


def draws(name, m, labels, teacher=None, number=2000, seed=0):
    """(number,) bootstrap means over seeds and pairs. Equal shapes and `seed` give equal resamples, so differences are paired."""
    features, combine = MEASURES[name]
    f = features(m, np.asarray(labels, bool), teacher).astype(np.float64)  # (S, N, K)
    of_pairs, of_seeds = resamples(*m.shape, number, seed)  # (R, N), (R, S)
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
