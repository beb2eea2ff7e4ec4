"""How a model of the experiment is trained: one loop for teacher and students, and a Recipe that says what differs."""
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax
from transformers.trainer_pt_utils import LengthGroupedSampler

LAB = Path(__file__).parents[1] / "solutions" / "distillation"
sys.path.insert(0, str(LAB))
import kdlab
from kdlab.smaller import logits

SETTINGS = kdlab.PROFILES["laptop"]


@dataclass(frozen=True)
class Recipe:
    """`guide` is who teaches: "nobody" (labels alone), "teacher", "shuffled" (its answer to another pair), "random head"."""
    guide: str = "nobody"
    steps: int = 378  # 6 epochs of 1,000 pairs in batches of 16, as in the notebook
    lr: float = 1e-4
    temperature: float = 3.0
    alpha: float = 0.7
    label_smoothing: float = 0.0
    unlabelled: bool = False  # also the pairs that only the teacher labels
    both_orders: bool = False  # half of the pairs of each batch with text1 and text2 exchanged
    frozen_words: bool = False  # the word embeddings stay as they were
    layers: tuple[int, ...] = (0, 2, 4)  # of the teacher before it was fine-tuned, that the student starts from


def read_pairs(folder, split):
    rows = [json.loads(line) for line in (Path(folder) / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
    return {column: [row[column] for row in rows] for column in ("text1", "text2", "label")}


def load_models(layers=None):
    teacher, tokenizer = kdlab.load_teacher(SETTINGS)
    return teacher, kdlab.load_student(SETTINGS, teacher, tokenizer, layers)[0], tokenizer


def encode(tokenizer, pairs, exchanged=False):
    first, second = ("text2", "text1") if exchanged else ("text1", "text2")
    return kdlab.encode(tokenizer, {"text1": pairs[first], "text2": pairs[second]}, SETTINGS.max_length)


def start(model, seed):
    """The weights a model was loaded with, and a head drawn from the seed: two recipes of one seed start alike."""
    torch.manual_seed(seed)
    model.load_state_dict(model.first_weights)
    for name, module in model.named_modules():
        if name in ("classifier", "pre_classifier"):
            torch.nn.init.normal_(module.weight, std=0.02)
            torch.nn.init.zeros_(module.bias)


def batches(lengths, size, steps, seed):
    """`steps` batches of indices, pairs of like length together; the same for every recipe of a seed and a set of pairs."""
    dice = torch.Generator().manual_seed(seed)
    while steps > 0:
        order = list(LengthGroupedSampler(size, lengths=lengths, generator=dice))
        for i in range(0, min(len(order), steps * size), size):
            yield order[i:i + size]
            steps -= 1


def guide_logits(model, tokenizer, pairs):
    """What `model` answers to every pair, as it stands and with its texts exchanged: (2, N, C)."""
    return torch.stack([logits(model_answer(model), tokenizer, encode(tokenizer, pairs, exchanged)) for exchanged in (False, True)])


def model_answer(model):
    """A function from inputs to logits (B, C), without dropout."""
    model.eval()
    return lambda **inputs: model(**inputs).logits


def student_loss(recipe, student_logits, teacher_logits, labels):
    """alpha · T² · KL(teacher ‖ student) + (1 - alpha) · CE, or CE alone where `teacher_logits` is None."""
    hard = cross_entropy(student_logits, labels, label_smoothing=recipe.label_smoothing)
    if teacher_logits is None:
        return hard
    t = recipe.temperature
    soft = t**2 * kl_div(log_softmax(student_logits / t, 1), softmax(teacher_logits / t, 1), reduction="batchmean")
    return recipe.alpha * soft + (1 - recipe.alpha) * hard


def train(model, recipe, pairs, tokenizer, seed, guide=None):
    """Train `model` from its start. `guide`: logits (2, N, C) of whoever teaches, as from `guide_logits`, or None.

    A pair with label -1 has the guide's answer as its label.
    """
    start(model, seed)
    model.train()
    model.get_input_embeddings().requires_grad_(not recipe.frozen_words)
    labels = torch.tensor(pairs["label"])  # (N,)
    if guide is not None:
        labels = torch.where(labels < 0, guide[0].argmax(dim=1), labels)
        guide = guide.roll(1, dims=1) if recipe.guide == "shuffled" else guide
    dice = random.Random(seed)
    ids = encode(tokenizer, pairs), encode(tokenizer, pairs, exchanged=True)
    optimizer = kdlab.adamw(model, recipe.lr, recipe.steps)
    for batch in batches([len(i) for i in ids[0]], SETTINGS.batch_size, recipe.steps, seed):
        orders = [int(recipe.both_orders and dice.random() < 0.5) for _ in batch]
        inputs = kdlab.pad(tokenizer, [ids[order][i] for order, i in zip(orders, batch, strict=True)])
        loss = student_loss(recipe, model(**inputs).logits, None if guide is None else guide[orders, batch], labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def margins(answer, tokenizer, pairs):
    """How much more `answer` speaks for "duplicate" than for "different", for every pair: all that two logits say. (N,) in 1/100."""
    found = logits(answer, tokenizer, encode(tokenizer, pairs))
    return ((found[:, 1] - found[:, 0]) * 100).round().int().tolist()
