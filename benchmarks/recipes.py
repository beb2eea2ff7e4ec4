"""How a model of the experiment is trained: one loop for teacher and students, and a Recipe that says what differs."""
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax
from transformers.trainer_pt_utils import LengthGroupedSampler

LAB = Path(__file__).parents[1] / "solutions" / "distillation"
sys.path.insert(0, str(LAB))
import kdlab
from kdlab.towers import AmongCandidates

SETTINGS = kdlab.PROFILES["laptop"]


@dataclass(frozen=True)
class Recipe:
    """`model` is "teacher", "cross-encoder" or a student's name; `guide` is "teacher", a control, or "nobody": labels alone."""
    model: str = SETTINGS.student
    guide: str = "nobody"
    steps: int = 315
    lr: float = SETTINGS.student_lr
    temperature: float = 3.0
    alpha: float = 0.7
    unlabelled: int = 0  # how many pairs that only the guide labels
    candidates: bool = False  # asked which of a batch's second tickets each first one is most like, not whether two are duplicates


def read_pairs(folder, split):
    """A dict of lists: text1, text2, label, and where they are known kind, request1, request2."""
    rows = [json.loads(line) for line in (Path(folder) / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]
    return {column: [row[column] for row in rows] for column in rows[0]}


def first(pairs, number):
    return {column: values[:number] for column, values in pairs.items()}


def last(pairs, number):
    return {column: values[-number:] for column, values in pairs.items()}


def joined(*many):
    return {column: sum((pairs[column] for pairs in many), []) for column in ("text1", "text2", "label")}


def load_model(name):
    """The teacher, or the student of this name, as it is before it sees a pair; and the tokenizer."""
    teacher, tokenizer = kdlab.load_teacher(SETTINGS)
    if name == "cross-encoder":
        model = kdlab.as_cross_encoder(teacher)
        model.get_input_embeddings().requires_grad_(False)
        return model, tokenizer
    return (teacher if name == "teacher" else kdlab.load_student(SETTINGS, teacher, tokenizer, name)[0]), tokenizer


def encode(tokenizer, pairs):
    return kdlab.encode(tokenizer, pairs, SETTINGS.max_length)


def answers(ask, tokenizer, ids, size=16):
    """What `ask`, a function of a model's inputs, answers to each of a list of token ids: (N, …), in its order."""
    by_length = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    with torch.no_grad():
        found = torch.cat([ask(**kdlab.pad(tokenizer, [ids[i] for i in by_length[at:at + size]])) for at in range(0, len(ids), size)])
    return found[torch.tensor(by_length).argsort()]


def batches(lengths, size, steps, seed):
    """`steps` batches of indices, pairs of like length together; the same for every recipe of a seed and a set of pairs."""
    dice = torch.Generator().manual_seed(seed)
    while steps > 0:
        order = list(LengthGroupedSampler(size, lengths=lengths, generator=dice))
        for i in range(0, min(len(order), steps * size), size):
            yield order[i:i + size]
            steps -= 1


def student_loss(recipe, student_logits, teacher_logits, labels):
    """alpha · T² · KL(teacher ‖ student) + (1 - alpha) · CE, or CE alone where `teacher_logits` is None.

    Under the control "hard" the teacher's decisions are labels too: their CE stands in the place of T² · KL.
    """
    hard, t = cross_entropy(student_logits, labels), recipe.temperature
    if teacher_logits is None:
        return hard
    if recipe.guide == "hard":
        soft = cross_entropy(student_logits, teacher_logits.argmax(dim=1))
    else:
        soft = t**2 * kl_div(log_softmax(student_logits / t, 1), softmax(teacher_logits / t, 1), reduction="batchmean")
    return recipe.alpha * soft + (1 - recipe.alpha) * hard


def train(model, recipe, pairs, tokenizer, seed, guide=None):
    """Train `model` from its start; `guide`: a guides.Guide of these pairs, or None. A label of -1 is the guide's to give."""
    torch.manual_seed(seed)
    model.load_state_dict(model.first_weights)
    model.train()
    labels = torch.tensor(pairs["label"])  # (N,)
    if guide:
        labels = torch.where(labels < 0, guide.pairs(slice(None)).argmax(dim=1), labels)
    ids, student = encode(tokenizer, pairs), AmongCandidates(model) if recipe.candidates else model
    optimizer = kdlab.adamw(model, recipe.lr, recipe.steps)
    for batch in batches([len(i) for i in ids], SETTINGS.batch_size, recipe.steps, seed):
        student_logits, target = student(**kdlab.pad(tokenizer, [ids[i] for i in batch])).logits, labels[batch]
        if recipe.candidates:
            teacher_logits, target = guide.candidates(batch), torch.arange(len(batch))
        else:
            teacher_logits = guide.pairs(batch) if guide else None
        loss = student_loss(recipe, student_logits, teacher_logits, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def margins(found):
    """How much more logits (N, 2) speak for "duplicate" than for "different": all that two logits say. (N,) in 1/100."""
    return ((found[:, 1] - found[:, 0]) * 100).round().int().tolist()
