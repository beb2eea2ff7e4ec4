"""How long a model takes for a batch, measured fairly."""
from __future__ import annotations

import statistics
import time

import torch

from .bars import progress
from .batches import make_loader


def clock(device):
    """Seconds, read once the GPU (if there is one) has finished what it was given."""
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def latency(models, tokenizer, pairs, settings, device, warm_up=5):
    """Milliseconds a batch of `settings.batch_size` pairs for several models, taken in turn on the same batches.

    The first `warm_up` batches, at most as many as are timed, are not counted. Returns for each model {"median": …, "p95": …}.
    """
    warm_up = min(warm_up, settings.latency_batches)
    batches = list(make_loader(tokenizer, pairs, settings, shuffle=False))
    batches = [b for b in batches if len(b[2]) == settings.batch_size] or batches
    count = warm_up + settings.latency_batches
    timed = (batches * count)[:count]
    times = {name: [] for name in models}
    with torch.no_grad():
        for ids, mask, _ in progress(timed, "latency"):
            ids, mask = ids.to(device), mask.to(device)
            for name, model in models.items():
                model.eval()
                start = clock(device)
                model(input_ids=ids, attention_mask=mask)
                times[name].append(1000 * (clock(device) - start))
    return {name: {"median": statistics.median(t[warm_up:]), "p95": statistics.quantiles(t[warm_up:], n=20)[-1]}
            for name, t in times.items()}
