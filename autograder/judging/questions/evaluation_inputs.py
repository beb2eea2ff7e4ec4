"""Inputs of the evaluation on which every mistake that we know of shows, whatever the seed."""
from __future__ import annotations

import torch

WORDS = [f"word{letter}" for letter in "abcdefghijklmnopqrst"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAIRS = 67, 83  # of the two runs: in batches of any usual size the last one is short
BATCH_SIZES = 4, 8, 10, 12, 16, 20, 24, 32, 50, 64


def make_inputs(seed):
    """Two runs: pairs of sentences with labels, each word's numbers under a vocabulary, and the seconds that an answer takes."""
    dice = torch.Generator().manual_seed(seed)
    quick = 0.008 + 0.008 * float(torch.rand((), generator=dice))
    seconds = [quick, quick * (2.5 + float(torch.rand((), generator=dice)))]
    runs = []
    for count, which in zip(PAIRS, torch.randperm(2, generator=dice), strict=True):
        while not tells_apart(run := draw(dice, count, seconds[which])):
            pass
        runs.append(run)
    return {"runs": runs}


def draw(dice, count, seconds):
    def sentences():
        words = torch.randint(len(WORDS), (count, 11), generator=dice).tolist()
        lengths = torch.randint(1, 12, (count,), generator=dice).tolist()
        return [" ".join(WORDS[i] for i in row[:length]) for row, length in zip(words, lengths, strict=True)]

    vocab = SPECIAL + [WORDS[i] for i in torch.randperm(len(WORDS), generator=dice)]
    tokens = (32 * torch.randn(2, len(vocab), generator=dice)).round().clamp(-127, 127) / 32  # half precision holds them exactly
    tokens[:, :5] = 0
    tokens[:, 0] = 9  # who forgets the mask hears it
    run = {"vocab": vocab, "tokens": tokens, "text1": sentences(), "text2": sentences(), "seconds": seconds}
    wrong = torch.rand(count, generator=dice) < 0.25
    run["label"] = [int(score > 0) ^ int(flip) for score, flip in zip(scores(run), wrong, strict=True)]
    return run


def words_of(run):
    """Each pair's words as token ids."""
    number = {word: i for i, word in enumerate(run["vocab"])}
    return [[number[word] for text in pair for word in text.split()] for pair in zip(run["text1"], run["text2"], strict=True)]


def scores(run, train=False, texts=("text1", "text2")):
    """What the model sums up for each pair."""
    worth = dict(zip(run["vocab"], run["tokens"][int(train)].double().tolist(), strict=True))
    return [sum(worth[word] for text in pair for word in text.split()) for pair in zip(*(run[text] for text in texts), strict=True)]


def hits_of(run, **how):
    return [int((score > 0) == label) for score, label in zip(scores(run, **how), run["label"], strict=True)]


def tells_apart(run):
    """Whether the accuracy is told from what people give for it, and no pair is undecided or there twice. Most runs do not, so what
    is quickly seen comes first.
    """
    labels, sums = run["label"], scores(run)
    count, given = len(labels), [score > 0 for score in sums]
    hits = [int(a == b) for a, b in zip(given, labels, strict=True)]
    right = sum(hits) / count

    def told_from(*others):
        return all(abs(right - other) > 0.002 for other in others)

    if 0 in sums or abs(100 * right - round(100 * right)) < 0.1:  # a whole per cent is told from the accuracy
        return False
    for size in BATCH_SIZES:
        batches = [hits[start:start + size] for start in range(0, count, size)]
        mean = sum(sum(batch) / len(batch) for batch in batches) / len(batches)
        full = hits[:count // size * size]
        kin = [*(sum(batch) / len(batch) for batch in (batches[0], batches[-1], full)), sum(full) / count,
               sum(hits) / (len(batches) * size)]
        if not told_from(mean, *kin) or any(abs(mean - other) <= 0.002 for other in kin):
            return False
    found = sum(a and b for a, b in zip(given, labels, strict=True))
    precision, recall = found / max(1, sum(given)), found / max(1, sum(labels))
    of_zeros = sum(not (a or b) for a, b in zip(given, labels, strict=True)) / max(1, count - sum(labels))
    return told_from(1 - right, precision, recall, 2 * precision * recall / max(1e-9, precision + recall), (recall + of_zeros) / 2,
                     sum(labels) / count, 1 - sum(labels) / count, sum(given) / count) \
        and told_from(*(sum(hits_of(run, **how)) / count for how in ({"train": True}, {"texts": ("text1",)}, {"texts": ("text2",)}))) \
        and len(set(map(tuple, words_of(run)))) == count
