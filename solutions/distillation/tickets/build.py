"""Make the pairs of the data set from the hand-written tickets in `utterances/`: same files in, same bytes out.

    python build.py

Families of sibling requests are dealt out whole, area by area, so that train, validation and test share no request. A
duplicate pair is two tickets of one request; three quarters of the others are two tickets of sibling requests.
"""
import json
import random
from itertools import combinations, product
from pathlib import Path

import yaml

HERE = Path(__file__).parent
NUM_PAIRS = {"train": 1000, "unlabelled": 4000, "validation": 400, "test": 800}
SHARE_OF_SIBLINGS = 0.75


def read_families():
    """[(area, family, {request: [ticket, …]}), …] in the order of the files."""
    families = []
    for path in sorted((HERE / "utterances").glob("*.yaml")):
        area = yaml.safe_load(path.read_text(encoding="utf-8"))
        families += [(area["area"], name, {request: tickets.splitlines() for request, tickets in requests.items()})
                     for name, requests in area["families"].items()]
    return families


def deal_families(families, dice):
    """One family of each area to test, a second one of every other area to validation, the rest to train."""
    dealt = {"train": [], "validation": [], "test": []}
    for turn, area in enumerate(sorted({area for area, _, _ in families})):
        own = [family for family in families if family[0] == area]
        dice.shuffle(own)
        dealt["test"].append(own[0])
        dealt["train" if turn % 2 else "validation"].append(own[1])
        dealt["train"] += own[2:]
    return dealt


def all_pairs(families):
    """Every pair of tickets by kind: of one request, of siblings, of requests in other families."""
    requests = [(family, request, tickets) for _, family, group in families for request, tickets in group.items()]
    same = [pair for *_, tickets in requests for pair in combinations(tickets, 2)]
    sibling, other = [], []
    for (family_a, _, a), (family_b, _, b) in combinations(requests, 2):
        (sibling if family_a == family_b else other).extend(product(a, b))
    return same, sibling, other


def draw(families, sizes, dice):
    """Lists of (text1, text2, label) of the given sizes, half of them duplicates, no pair in two of them."""
    kinds = all_pairs(families)
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
    dealt = deal_families(read_families(), dice)
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
