"""The simplest thing that could work: the cosine of two tickets' vectors, from weights that nobody trained on pairs."""
from __future__ import annotations

import torch

from .towers import TwoTowers
from .training import predict


def cosines(model, tokenizer, pairs, settings, device):
    """The cosine (N,) of the vectors that the encoder inside `model` gives to the two tickets of each pair."""
    towers = TwoTowers(model.base_model, tokenizer.sep_token_id).to(device)
    with torch.no_grad():
        towers.log_scale.zero_()  # margin = cosine − threshold
        towers.threshold.zero_()
    return predict(towers, tokenizer, pairs, settings, device).diff(dim=1).squeeze(1)


def best_threshold(cosine, labels):
    """The cosine from which on to say "duplicate", so that most of these pairs are answered right."""
    labels = torch.as_tensor(labels)
    return max(cosine.unique(), key=lambda threshold: ((cosine >= threshold) == labels).sum())


def twins_kept_apart(answers, pairs):
    """Per cent of the twins among `pairs` that `answers` (N,), 0 or 1, calls different; NaN where a data set marks none."""
    twins = torch.tensor([kind == "twin" for kind in pairs["kind"]] if "kind" in pairs.column_names else [])
    return 100 * (torch.as_tensor(answers)[twins] == 0).float().mean().item() if twins.any() else float("nan")
