"""Training and answering, everything but the lesson: the optimizer, fine-tuning on labels, a way back to the start."""
from __future__ import annotations

import math
import sys

import torch
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from .batches import make_loader
from .profiles import SEED


def count_parameters(model):
    """How many numbers a model has learned, frozen ones included."""
    return sum(p.numel() for p in model.parameters())


def progress(steps, description, stays=True):
    """A progress bar with the time left, on stdout: in a notebook stderr looks like an error.

    With `stays=False` it comes only after two seconds, and goes when it is done.
    """
    return tqdm(steps, desc=description, file=sys.stdout, ncols=100, mininterval=0.5, leave=stays, delay=0 if stays else 2)


def adamw(model, lr, num_steps):
    """AdamW whose rate warms up over a tenth of `num_steps`, then falls linearly to 0; it moves on with each `step()`."""
    from transformers import get_linear_schedule_with_warmup

    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, math.ceil(num_steps / 10), num_steps)
    optimizer.register_step_post_hook(lambda *_: schedule.step())
    return optimizer


def fine_tune(model, loader, lr, num_epochs, device, name):
    """Train `model` on the labels alone, with cross-entropy, from the weights it was loaded with."""
    start_over(model)
    model.train()
    optimizer = adamw(model, lr, num_epochs * len(loader))
    for epoch in range(num_epochs):
        loss_sum = correct = seen = 0
        bar = progress(loader, f"{name}, epoch {epoch + 1}/{num_epochs}")
        for input_ids, attention_mask, labels in bar:
            labels = labels.to(device)
            logits = model(input_ids=input_ids.to(device), attention_mask=attention_mask.to(device)).logits  # (B, C)
            loss = cross_entropy(logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(labels)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            seen += len(labels)
            bar.set_postfix_str(f"loss {loss_sum / seen:.3f}, accuracy {100 * correct / seen:.1f} %", refresh=False)


def start_over(model):
    """Put a model back to the weights it was loaded with, and the dice to the seed.

    A training cell that does this first gives the same result however often it runs, and two models of the same start see
    the same batches.
    """
    model.load_state_dict(model.first_weights)
    torch.manual_seed(SEED)


def predict(model, tokenizer, pairs, settings, device):
    """Logits (N, C), float32, on the CPU, for every pair in order."""
    model.eval()
    loader = progress(make_loader(tokenizer, pairs, settings, shuffle=False), "answers", stays=False)
    with torch.no_grad():
        return torch.cat([model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits.float().cpu()
                          for ids, mask, _ in loader])
