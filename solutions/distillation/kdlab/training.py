"""Training and answering, everything but the lesson: the optimizer, a way back to the start, answers to many pairs."""
from __future__ import annotations

import math

import torch

from .bars import progress
from .batches import encode, make_loader
from .profiles import SEED
from .towers import is_two_towers, logits_of


def count_parameters(model):
    """How many numbers a model has learned, frozen ones included."""
    return sum(p.numel() for p in model.parameters())


def adamw(model, lr, num_steps):
    """AdamW whose rate warms up over a tenth of `num_steps`, then falls linearly to 0; it moves on with each `step()`.

    Single numbers, such as the scale and the threshold of two towers, take steps of 0.01: `lr` is made for matrices.
    """
    from transformers import get_linear_schedule_with_warmup

    weights, numbers = ([p for p in model.parameters() if p.requires_grad and (p.dim() == 0) == single] for single in (False, True))
    groups = [{"params": weights}] + [{"params": numbers, "lr": 0.01, "weight_decay": 0.0}] * bool(numbers)
    optimizer = torch.optim.AdamW(groups, lr=lr, fused=True)
    optimizer.schedule = get_linear_schedule_with_warmup(optimizer, math.ceil(num_steps / 10), num_steps)
    optimizer.register_step_post_hook(lambda *_: optimizer.schedule.step())
    return optimizer


def start_over(model):
    """Put a model back to the weights it was loaded with, and the dice to the seed.

    A training cell that does this first gives the same result however often it runs, and two models of the same start see
    the same batches.
    """
    model.load_state_dict(model.first_weights)
    torch.manual_seed(SEED)


def predict(model, tokenizer, pairs, settings, device):
    """Logits (N, C), float32, on the CPU, for every pair in order."""
    if is_two_towers(model):
        return logits_of(model, tokenizer, encode(tokenizer, pairs, settings.max_length))
    model.eval()
    loader = progress(make_loader(tokenizer, pairs, settings, shuffle=False), "answers", stays=False)
    with torch.no_grad():
        return torch.cat([model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits.float().cpu()
                          for ids, mask, _ in loader])
