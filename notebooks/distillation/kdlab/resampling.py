"""Intervals that count what was drawn: requests, not pairs, since two pairs of one request are no independent witnesses."""
from __future__ import annotations

import numpy as np

from .data import columns_of


def pair_weights(requests, number, dice):
    """How much each pair weighs in each of `number` draws of requests with replacement, as shares: (number, N).

    `requests` (2, N): those of the two tickets of each pair. A pair of two requests is taken as often as both together, one of a
    single request as often as that (Owen 2007, the pigeonhole bootstrap).
    """
    names, places = np.unique(requests, return_inverse=True)
    first, second = places.reshape(2, -1)  # (N,) each
    taken = dice.multinomial(len(names), np.full(len(names), 1 / len(names)), size=number)  # (number, requests)
    weights = taken[:, first] * np.where(first == second, 1, taken[:, second])
    return weights / weights.sum(axis=1, keepdims=True)


def requests_of(pairs):
    """(2, N); where a data set does not know its requests, each pair counts as one of its own."""
    columns = columns_of(pairs)
    if "request1" in columns:
        return np.array([columns["request1"], columns["request2"]])
    return np.array([np.arange(len(columns["label"]))] * 2)


def paired_gain(answers_a, answers_b, truth):
    """Points a pair, (N,): 100 where only a is right, −100 where only b is, 0 elsewhere."""
    return 100 * ((answers_a == truth).float() - (answers_b == truth).float())


def interval(values, pairs, number=2000):
    """The 95 % interval (low, high) of the mean of `values` (N,), one a pair, had other requests been drawn."""
    weights = pair_weights(requests_of(pairs), number, np.random.default_rng(0))
    return tuple(float(x) for x in np.percentile(weights @ np.asarray(values, float), [2.5, 97.5]))
