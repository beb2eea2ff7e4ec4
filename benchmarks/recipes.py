"""How a model of the experiment is trained: one loop for teacher and students, and a Recipe that says what differs."""
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, mse_loss, softmax
from transformers.trainer_pt_utils import LengthGroupedSampler

LAB = Path(__file__).parents[1] / "solutions" / "distillation"
sys.path.insert(0, str(LAB))
import kdlab

SETTINGS = kdlab.PROFILES["laptop"]
FIRST_WORD = 1000  # token ids below it are marks and single letters


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
    both_orders: bool = False  # half of the batches with text1 and text2 exchanged
    frozen_words: bool = False  # the embeddings stay as they were
    hidden: float = 0.0  # weight of the hidden-state loss
    swap: float = 0.0  # in every other batch, the share of words exchanged for a neighbour; their label is then unknown


def read_pairs(folder, split):
    rows = [json.loads(line) for line in (Path(folder) / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
    return {column: [row[column] for row in rows] for column in ("text1", "text2", "label")}


def load_models():
    teacher, tokenizer = kdlab.load_teacher(SETTINGS)
    return teacher, kdlab.load_student(SETTINGS, teacher, tokenizer)[0], tokenizer


def encode(tokenizer, pairs, exchanged=False):
    first, second = ("text2", "text1") if exchanged else ("text1", "text2")
    return kdlab.encode(tokenizer, {"text1": pairs[first], "text2": pairs[second]}, SETTINGS.max_length)


def pad(tokenizer, ids):
    padded = tokenizer.pad({"input_ids": ids}, return_tensors="pt")
    return {"input_ids": padded["input_ids"], "attention_mask": padded["attention_mask"]}  # (B, T) each


def start(model, seed):
    """The weights a model was loaded with, and a head drawn from the seed: two recipes of one seed start alike."""
    torch.manual_seed(seed)
    model.load_state_dict(model.first_weights)
    for name, module in model.named_modules():
        if name in ("classifier", "pre_classifier"):
            torch.nn.init.normal_(module.weight, std=0.02)
            torch.nn.init.zeros_(module.bias)


def neighbours(embeddings, ids, number=15):
    """{token: the tokens whose embeddings point most nearly the same way} for every word in `ids`."""
    words = torch.tensor(sorted({token for pair in ids for token in pair if token >= FIRST_WORD}))
    directions = torch.nn.functional.normalize(embeddings, dim=1)  # (V, H)
    near = (directions[words] @ directions[FIRST_WORD:].T).topk(number + 1, dim=1).indices[:, 1:] + FIRST_WORD  # the first is itself
    return dict(zip(words.tolist(), near.tolist(), strict=True))


def batches(lengths, size, steps, seed):
    """`steps` batches of indices, pairs of like length together; the same for every recipe of a seed and a set of pairs."""
    dice = torch.Generator().manual_seed(seed)
    while steps > 0:
        order = list(LengthGroupedSampler(size, lengths=lengths, generator=dice))
        for i in range(0, min(len(order), steps * size), size):
            yield order[i:i + size]
            steps -= 1


def student_loss(recipe, student, guide, labels, mask):
    """alpha · T² · KL(guide ‖ student) + (1 - alpha) · CE, CE over the labelled pairs (label ≥ 0), + hidden · MSE of hidden states."""
    weight = recipe.alpha if guide else 0.0
    hard = cross_entropy(student.logits, labels, ignore_index=-1, reduction="sum", label_smoothing=recipe.label_smoothing)
    loss = (1 - weight) * hard / len(labels)
    if not guide:
        return loss
    targets = guide.logits.roll(1, dims=0) if recipe.guide == "shuffled" else guide.logits  # (B, C)
    t = recipe.temperature
    loss = loss + weight * t**2 * kl_div(log_softmax(student.logits / t, 1), softmax(targets / t, 1), reduction="batchmean")
    if recipe.hidden:
        seen, depth = mask.bool(), len(guide.hidden_states) // len(student.hidden_states[1:])
        loss = loss + recipe.hidden * sum(mse_loss(mine[seen].float(), theirs[seen].float()) for mine, theirs in zip(
            student.hidden_states[1:], guide.hidden_states[depth::depth], strict=True))  # (tokens, H) each
    return loss


def train(model, recipe, pairs, tokenizer, seed, guide=None):
    """Train `model` from its start; `guide`, if any, answers every batch. Pairs with label -1 are the teacher's alone."""
    start(model, seed)
    model.train()
    (model.distilbert if hasattr(model, "distilbert") else model.bert).embeddings.requires_grad_(not recipe.frozen_words)
    if guide:
        guide.eval()
    dice = random.Random(seed)
    ids = encode(tokenizer, pairs), encode(tokenizer, pairs, exchanged=True)
    near = neighbours(model.first_weights["distilbert.embeddings.word_embeddings.weight"], ids[0]) if recipe.swap else {}
    optimizer = kdlab.adamw(model, recipe.lr, recipe.steps)
    for step, batch in enumerate(batches([len(i) for i in ids[0]], SETTINGS.batch_size, recipe.steps, seed)):
        chosen = [ids[recipe.both_orders and dice.random() < 0.5][i] for i in batch]
        labels = torch.tensor([pairs["label"][i] for i in batch])
        if recipe.swap and step % 2:
            chosen = [[dice.choice(near[token]) if token in near and dice.random() < recipe.swap else token for token in pair]
                      for pair in chosen]
            labels = torch.full_like(labels, -1)
        inputs = pad(tokenizer, chosen)
        answer = model(**inputs, output_hidden_states=bool(recipe.hidden))
        with torch.no_grad():
            truth = guide(**inputs, output_hidden_states=bool(recipe.hidden)) if guide else None
        loss = student_loss(recipe, answer, truth, labels, inputs["attention_mask"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def margins(answer, tokenizer, pairs, size=16):
    """How much more `answer` speaks for "duplicate" than for "different", for every pair: all that two logits say. (N,) in 1/100."""
    ids = encode(tokenizer, pairs)
    with torch.no_grad():
        logits = torch.cat([torch.as_tensor(answer(**pad(tokenizer, ids[i:i + size]))) for i in range(0, len(ids), size)])
    return ((logits[:, 1] - logits[:, 0]) * 100).round().int().tolist()
