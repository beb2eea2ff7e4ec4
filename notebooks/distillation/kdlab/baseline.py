"""The simplest thing that could work: the cosine of two tickets' vectors, from weights that nobody trained on pairs."""
from __future__ import annotations

import copy
import re

import torch

from .data import columns_of
from .towers import TwoTowers, is_two_towers
from .training import predict


def cosines(model, tokenizer, pairs, settings, device):
    """The cosine (N,) of the vectors that the encoder inside `model` gives to the two tickets of each pair."""
    towers = TwoTowers(model.base_model, tokenizer.sep_token_id).to(device)
    with torch.no_grad():
        towers.log_scale.zero_()  # margin = cosine − threshold
        towers.threshold.zero_()
    return predict(towers, tokenizer, pairs, settings, device).diff(dim=1).squeeze(1)


def shared_words(pairs):
    """The share of the words of two tickets that both have, of each pair: (N,) (Jaccard 1901)."""
    columns = columns_of(pairs)
    first, second = ([set(re.findall(r"\w+", text.lower())) for text in columns[name]] for name in ("text1", "text2"))
    return torch.tensor([len(a & b) / max(len(a | b), 1) for a, b in zip(first, second, strict=True)])


def best_threshold(likeness, labels):
    """The likeness, such as a cosine, from which on to say "duplicate", so that most of these pairs are answered right."""
    thresholds = likeness.unique()  # (U,)
    right = ((likeness >= thresholds[:, None]) == torch.as_tensor(labels)).sum(dim=1)  # (U,) pairs
    return thresholds[right.argmax()]


def with_best_threshold(model, tokenizer, validation, settings, device):
    """A copy of two towers whose threshold answers most of these pairs right; a cross-encoder has none and is given back."""
    if not is_two_towers(model):
        return model
    model = copy.deepcopy(model)
    with torch.no_grad():
        cosine = cosines(model, tokenizer, validation, settings, device)
        model.threshold.fill_(best_threshold(cosine, validation["label"][:]))
    return model


def answers_that_find(share, margins, labels):
    """Answers (N,), 0 or 1, of a threshold on `margins` (N,) at which this share of the duplicates, or just above it, is found."""
    labels = torch.as_tensor(labels)
    threshold = torch.quantile(margins[labels == 1].double(), 1 - share, interpolation="lower")
    return (margins >= threshold).long()


def are_twins(pairs):
    """Which pairs are twins, as bools (N,); none where a data set does not say."""
    columns = columns_of(pairs)
    return torch.tensor([kind == "twin" for kind in columns.get("kind", columns["label"])])


def a_few(pairs):
    """Rows to look at, two of each kind: (kind, row), the kinds being duplicates, twins and other different pairs."""
    kinds = ["duplicate" if label else "twins" if twin else "different"
             for label, twin in zip(pairs["label"][:], are_twins(pairs).tolist(), strict=True)]
    found = {kind: [i for i, other in enumerate(kinds) if other == kind][:2] for kind in ("duplicate", "twins", "different")}
    return [(kind, pairs[i]) for kind, rows in found.items() for i in rows]


def twins_kept_apart(answers, pairs):
    """Per cent of the twins among `pairs` that `answers` (N,), 0 or 1, calls different; NaN where a data set marks none."""
    twins = are_twins(pairs)
    return 100 * (torch.as_tensor(answers)[twins] == 0).float().mean().item() if twins.any() else float("nan")
