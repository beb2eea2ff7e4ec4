"""The plumbing of the Distillation Lab: settings, models, data, batches, fine-tuning, timing. The lesson is in the notebook."""
from __future__ import annotations

import os
import sys

from .errors import LabError, speak_plainly

if sys.version_info < (3, 11):
    raise LabError(f"This lab needs Python 3.11 or newer; this kernel runs Python {sys.version_info[0]}.{sys.version_info[1]}. "
                   "Make an environment with a newer Python and choose it under Kernel > Change Kernel.")
try:
    speak_plainly(get_ipython())  # Jupyter defines get_ipython
except NameError:
    pass

import math
import statistics
import time
from dataclasses import dataclass, replace

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from tqdm import tqdm

from .loading import load_pairs as load_pairs
from .loading import load_student as load_student
from .loading import load_teacher as load_teacher
from .loading import load_unlabelled as load_unlabelled

SEED = 42


@dataclass(frozen=True)
class Settings:
    """What a profile fixes. `teacher`, `student` and `dataset` are hub names or local folders."""
    profile: str
    teacher: str
    student: str
    dataset: str
    teacher_lr: float = 2e-5
    student_lr: float = 2e-5
    num_epochs: int = 3
    batch_size: int = 16
    max_length: int = 128
    num_train: int | None = None  # only the first so many pairs; None: all
    num_test: int | None = None
    latency_batches: int = 100  # that are timed


PROFILES = {
    "laptop": Settings("laptop", "all-MiniLM-L6-v2", "every other layer of the teacher", "tickets", 5e-5, 1e-4, num_epochs=6),
    "paper": Settings("paper", "bert-base-uncased", "distilbert-base-uncased", "SetFit/mrpc", num_train=1000),
    "grading": Settings("grading", "tiny random BERT", "every other layer of the teacher", "a few tickets", 1e-3, 1e-3,
                        num_epochs=2, max_length=32, num_train=24, num_test=24, latency_batches=5),
}


def settings():
    """The profile that KD_PROFILE names ("laptop" if unset), with KD_TEACHER, KD_STUDENT and KD_DATASET put in its place.

    Raises LabError where KD_PROFILE names no profile.
    """
    name = os.environ.get("KD_PROFILE") or "laptop"
    if name not in PROFILES:
        raise LabError(f"KD_PROFILE={name} is no profile of this lab. Choose one of {', '.join(PROFILES)}, or leave KD_PROFILE unset.")
    given = {key: os.environ.get(f"KD_{key.upper()}") for key in ("teacher", "student", "dataset")}
    return replace(PROFILES[name], **{key: value for key, value in given.items() if value})


def count_parameters(model):
    """How many numbers a model has learned, frozen ones included."""
    return sum(p.numel() for p in model.parameters())


def progress(steps, description, stays=True):
    """A progress bar with the time left, on stdout: in a notebook stderr looks like an error.

    With `stays=False` it comes only after two seconds, and goes when it is done.
    """
    return tqdm(steps, desc=description, file=sys.stdout, ncols=100, mininterval=0.5, leave=stays, delay=0 if stays else 2)


def encode(tokenizer, pairs, max_length):
    """Tokenise pairs as BERT was trained on them, `[CLS] text1 [SEP] text2 [SEP]`: a list of lists of token ids."""
    return tokenizer(list(pairs["text1"]), list(pairs["text2"]), truncation=True, max_length=max_length)["input_ids"]


def pad(tokenizer, ids):
    """A model's inputs for a batch of lists of token ids: input_ids and attention_mask (B, T), T the longest list."""
    padded = tokenizer.pad({"input_ids": ids}, return_tensors="pt")
    return {"input_ids": padded["input_ids"], "attention_mask": padded["attention_mask"]}


def make_loader(tokenizer, pairs, settings, shuffle=True):
    """Batches `(input_ids (B, T), attention_mask (B, T), labels (B,))`, each padded to its own longest pair only.

    Shuffled batches hold pairs of like length and follow torch's global seed; unshuffled ones keep the order of `pairs`.
    """
    from transformers.trainer_pt_utils import LengthGroupedSampler

    ids, labels = encode(tokenizer, pairs, settings.max_length), list(pairs["label"])

    def collate(batch):
        inputs = pad(tokenizer, [ids[i] for i in batch])
        return inputs["input_ids"], inputs["attention_mask"], torch.tensor([labels[i] for i in batch])

    sampler = LengthGroupedSampler(settings.batch_size, lengths=[len(i) for i in ids]) if shuffle else None
    return DataLoader(range(len(ids)), batch_size=settings.batch_size, sampler=sampler, collate_fn=collate)


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


def clock(device):
    """Seconds, read once the GPU (if there is one) has finished what it was given."""
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def latency(models, tokenizer, pairs, settings, device, warm_up=5):
    """Milliseconds a batch of `settings.batch_size` pairs for several models, taken in turn on the same batches.

    The first `warm_up` batches are not counted. Returns for each model {"median": …, "p95": …}.
    """
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
