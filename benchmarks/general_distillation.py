"""Make the students that the lab starts from: some layers of the teacher, distilled on plain sentences, without any label or ticket.

    python benchmarks/general_distillation.py SENTENCES   folder of .txt files, one sentence a line

The student learns to give each sentence the vector that the teacher gives it: loss = 10 · (1 − cosine of the sentence vectors) + mean
squared difference of the last layer's tokens (Sanh et al. 2019 and Reimers and Gurevych 2020 in one). A third of the batches hold
texts of two or three sentences joined, since tickets are so too. Every 100 steps the state is kept in build/, and the same command
goes on there. Writes solutions/distillation/student/*.safetensors, which hold the curve of the loss too, and prints their hashes
for kdlab/models.py.
"""
import argparse
import hashlib
import random
import sys
from pathlib import Path

import torch
from torch.nn.functional import mse_loss

LAB = Path(__file__).parents[1] / "solutions" / "distillation"
sys.path.insert(0, str(LAB))
import kdlab
from kdlab import models, packed
from kdlab.precision import autocast

BUILD = Path(__file__).parents[1] / "build" / "general_distillation"
BATCH, LR, HELD_OUT, EVERY = 64, 5e-4, 1024, 20


def read_sentences(folder):
    """The sentences to learn from and those held out, in an order that the seed gives."""
    sentences = sorted({line.strip() for path in sorted(Path(folder).glob("*.txt"))
                        for line in path.read_text(encoding="utf-8").splitlines() if line.strip()})
    random.Random(kdlab.SEED).shuffle(sentences)
    return sentences[HELD_OUT:], sentences[:HELD_OUT]


def texts_of_step(sentences, step):
    """The batch of a step: a matter of the step alone, so that a run that was stopped goes on with the same ones."""
    dice = random.Random(step)
    joined = dice.choice((1, 1, 1, 1, 2, 3))  # as many in all texts of a batch, so that it holds little padding
    return [" ".join(dice.choices(sentences, k=joined)) for _ in range(BATCH)]


def encode(tokenizer, texts):
    return tokenizer(texts, truncation=True, max_length=64, padding=True, return_tensors="pt", return_token_type_ids=False)


def general_loss(student, teacher, batch):
    """(loss, mean cosine of student's and teacher's vectors) of a batch of texts."""
    mask = batch["attention_mask"].unsqueeze(2)  # (B, T, 1)
    with torch.no_grad():
        theirs = teacher(**batch).last_hidden_state * mask  # (B, T, D)
    mine = student(**batch).last_hidden_state * mask  # (B, T, D)
    cosine = torch.cosine_similarity(mine.float().sum(dim=1), theirs.float().sum(dim=1)).mean()
    tokens = mse_loss(mine.float(), theirs.float(), reduction="sum") / mask.sum() / mine.shape[2]
    return 10 * (1 - cosine) + tokens, cosine.item()


def held_out_cosine(student, teacher, tokenizer, sentences):
    student.eval()
    with torch.no_grad():
        found = [general_loss(student, teacher, encode(tokenizer, sentences[at:at + BATCH]))[1]
                 for at in range(0, len(sentences), BATCH)]
    student.train()
    return sum(found) / len(found)


def distil(name, steps, sentences, held_out):
    """Train the student `name` of kdlab's STUDENTS, or go on where it was stopped; writes its file."""
    file, shape, _ = models.STUDENTS[name]
    teacher, tokenizer = models.minilm()
    teacher.eval()
    torch.manual_seed(kdlab.SEED)
    student = models.some_layers(teacher, **shape)
    optimizer = kdlab.adamw(student, LR, steps)
    kept, curve, cosine_at_start = BUILD / f"{Path(file).stem}-{steps}.pt", [], None
    if kept.exists():
        state = torch.load(kept)
        student.load_state_dict(state["student"])
        optimizer.load_state_dict(state["optimizer"])
        curve, cosine_at_start = state["curve"], state["cosine_at_start"]
        for _ in range(state["step"]):
            optimizer.schedule.step()
        torch.set_rng_state(state["dice"])
    cosine_at_start = cosine_at_start or held_out_cosine(student, teacher, tokenizer, held_out)
    bar = kdlab.progress(range(len(curve) * EVERY, steps), name)
    losses = []
    for step in bar:
        with autocast("cpu"):
            loss, cosine = general_loss(student, teacher, encode(tokenizer, texts_of_step(sentences, step)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) == EVERY:
            curve.append(round(sum(losses) / EVERY, 4))
            losses = []
        bar.set_postfix_str(f"loss {loss:.3f}, cosine {cosine:.3f}", refresh=False)
        if (step + 1) % 100 == 0:
            torch.save({"student": student.state_dict(), "optimizer": optimizer.state_dict(), "curve": curve, "step": step + 1,
                        "cosine_at_start": cosine_at_start, "dice": torch.get_rng_state()}, kept)
    cosine = held_out_cosine(student, teacher, tokenizer, held_out)
    packed.save(student, packed.STUDENTS / file, {
        **shape, "steps": steps, "batch": BATCH, "lr": LR, "sentences": len(sentences), "loss_every": EVERY, "loss": curve,
        "held_out_cosine_before": round(cosine_at_start, 4), "held_out_cosine": round(cosine, 4)})
    print(f"{name}: cosine with the teacher's vectors {cosine_at_start:.3f} → {cosine:.3f} on held-out sentences; "
          f"{file} {hashlib.sha256((packed.STUDENTS / file).read_bytes()).hexdigest()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sentences", help="folder of .txt files, one sentence a line")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--student", choices=models.STUDENTS, help="this one alone")
    options = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    learned, held_out = read_sentences(options.sentences)
    for name in [options.student] if options.student else models.STUDENTS:
        distil(name, options.steps, learned, held_out)


if __name__ == "__main__":
    main()
