"""Make the pairs of the data set from the hand-written tickets in `utterances/`: same files in, same bytes out.

    python build.py

Requests are dealt out area by area, so that train and test know all areas and share no request. A duplicate pair is two
tickets of one request; most of the others are tickets of two requests in one area: siblings.
"""
import json
import random
from itertools import combinations, product
from pathlib import Path

import yaml

HERE = Path(__file__).parent
NUM_PAIRS = {"train": 1000, "unlabelled": 4000, "validation": 400, "test": 800}
SHARE_OF_SIBLINGS = 0.72


def read_areas():
    """{area: {request: [ticket, …]}} in the order of the files."""
    return {path.stem: {request: tickets.splitlines() for request, tickets in yaml.safe_load(path.read_text("utf-8")).items()}
            for path in sorted((HERE / "utterances").glob("*.yaml"))}


def deal_requests(areas):
    """Every fourth request of an area to test, two more of every other area to validation, the rest to train."""
    dealt = {"train": [], "validation": [], "test": []}
    for turn, (area, requests) in enumerate(areas.items()):
        for place, tickets in enumerate(requests.values()):
            split = "test" if place % 4 == 3 else "validation" if turn % 2 == 0 and place in (1, 5) else "train"
            dealt[split].append((area, tickets))
    return dealt


def all_pairs(requests):
    """Every pair of tickets by kind: of one request, of siblings, of requests in other areas."""
    same = [pair for _, tickets in requests for pair in combinations(tickets, 2)]
    sibling, other = [], []
    for (area_a, a), (area_b, b) in combinations(requests, 2):
        (sibling if area_a == area_b else other).extend(product(a, b))
    return same, sibling, other


def draw(requests, sizes, dice):
    """Lists of (text1, text2, label) of the given sizes, half of them duplicates, no pair in two of them."""
    kinds = all_pairs(requests)
    for kind in kinds:
        dice.shuffle(kind)
    same, sibling, other = map(iter, kinds)
    for size in sizes:
        num_siblings = round(size / 2 * SHARE_OF_SIBLINGS)
        counts = (same, size // 2, 1), (sibling, num_siblings, 0), (other, size - size // 2 - num_siblings, 0)
        pairs = [(*dice.sample(next(kind), 2), label) for kind, number, label in counts for _ in range(number)]
        dice.shuffle(pairs)
        yield pairs


def build(folder=HERE):
    """Write train, unlabelled, validation and test as JSON Lines in the columns of SetFit/mrpc."""
    dice = random.Random(2026)
    dealt = deal_requests(read_areas())
    for names in (["train", "unlabelled"], ["validation"], ["test"]):
        drawn = draw(dealt[names[0]], [NUM_PAIRS[name] for name in names], dice)
        for name, pairs in zip(names, drawn, strict=True):
            rows = ({"text1": a, "text2": b, "label": -1, "idx": i, "label_text": "unlabelled"} if name == "unlabelled" else
                    {"text1": a, "text2": b, "label": label, "idx": i, "label_text": ("different", "duplicate")[label]}
                    for i, (a, b, label) in enumerate(pairs))
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (Path(folder) / f"{name}.jsonl").write_text(lines, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build()
