"""Make the pairs of the data set from the hand-written tickets in `utterances/`: same files in, same bytes out.

    python build.py      (needs PyYAML and scikit-learn)

The ten twins of an area are dealt by dice: three to train, three to test, and the others to unlabelled, but for two of every other
area, which go to validation. So the splits share areas, and no request and no ticket. Labelled pairs are drawn evenly over requests,
twins and areas. Nobody draws unlabelled pairs by label: as at a help desk, each ticket is paired with those most like it.
"""
import json
import random
from itertools import combinations, product
from pathlib import Path

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

HERE = Path(__file__).parent
TWINS_OF_AN_AREA = {"train": (3, 3), "test": (3, 3), "validation": (2, 0), "unlabelled": (2, 4)}  # areas at even, at odd places
NUM_PAIRS = {"train": 1000, "validation": 600, "test": 1500}
SHARES = {"same": 1 / 2, "twin": 1 / 4, "sibling": 1 / 6, "other": 1 / 12}
NEIGHBOURS = 12  # that an unlabelled ticket is paired with


def read_areas():
    """{area: [twin, …]}, a twin {request: [ticket, …]} with two requests."""
    return {path.stem: [{request: tickets.splitlines() for request, tickets in twin.items() if request != "difference"}
                        for twin in yaml.safe_load(path.read_text("utf-8")).values()]
            for path in sorted((HERE / "utterances").glob("*.yaml"))}


def deal(areas, dice):
    """{split: [(area, twin), …]}"""
    dealt = {split: [] for split in TWINS_OF_AN_AREA}
    for place, (area, twins) in enumerate(areas.items()):
        shuffled = iter(dice.sample(twins, len(twins)))
        for split, numbers in TWINS_OF_AN_AREA.items():
            dealt[split] += [(area, next(shuffled)) for _ in range(numbers[place % 2])]
    return dealt


def pools(twins):
    """{kind: [pairs that may be drawn, …]}, a pair ((request, ticket), (request, ticket)), a pool for each request, twin or area."""
    requests = [(area, place, [(f"{area}/{name}", ticket) for ticket in tickets])
                for place, (area, twin) in enumerate(twins) for name, tickets in twin.items()]
    found = {"same": [list(combinations(tickets, 2)) for *_, tickets in requests], "twin": [], "sibling": {}, "other": {}}
    for (area_a, twin_a, a), (area_b, twin_b, b) in combinations(requests, 2):
        if twin_a == twin_b:
            found["twin"].append(list(product(a, b)))
        elif area_a == area_b:
            found["sibling"].setdefault(area_a, []).extend(product(a, b))
        else:
            found["other"].setdefault(area_a, []).extend(product(a, b))
    return found | {kind: list(found[kind].values()) for kind in ("sibling", "other")}


def draw(twins, size, dice):
    """`size` labelled pairs (kind, one, other), the kinds by their shares, each pool of a kind as often as any other."""
    pairs = []
    for kind, found in pools(twins).items():
        for pool in found:
            dice.shuffle(pool)
        dice.shuffle(found)
        pairs += [(kind, *dice.sample(found[i % len(found)][i // len(found)], 2)) for i in range(round(size * SHARES[kind]))]
    dice.shuffle(pairs)
    return pairs


def pair_by_likeness(tickets, dice):
    """Each ticket with the NEIGHBOURS most like it by the cosine of their TF-IDF, each pair once: [(ticket, ticket), …]."""
    vectors = TfidfVectorizer().fit_transform(tickets)
    likeness = (vectors @ vectors.T).toarray().round(9)  # (N, N)
    found = {tuple(sorted((i, int(j)))) for i, row in enumerate(likeness)
             for j in (-row).argsort(kind="stable")[:NEIGHBOURS + 1] if i != j}
    pairs = [dice.sample((tickets[i], tickets[j]), 2) for i, j in sorted(found)]
    dice.shuffle(pairs)
    return pairs


def build(folder=HERE):
    """Write the four splits as JSON Lines: the columns of SetFit/mrpc, `kind`, and the requests of both tickets."""
    dice = random.Random(2026)
    dealt = deal(read_areas(), dice)
    rows = {split: [{"text1": a[1], "text2": b[1], "label": int(kind == "same"), "idx": i,
                     "label_text": "duplicate" if kind == "same" else "different", "kind": kind, "request1": a[0], "request2": b[0]}
                    for i, (kind, a, b) in enumerate(draw(dealt[split], size, dice))] for split, size in NUM_PAIRS.items()}
    tickets = [ticket for _, twin in dealt["unlabelled"] for tickets in twin.values() for ticket in tickets]
    rows["unlabelled"] = [{"text1": a, "text2": b, "label": -1, "idx": i, "label_text": "unlabelled", "kind": "", "request1": "",
                           "request2": ""} for i, (a, b) in enumerate(pair_by_likeness(tickets, dice))]
    for split, found in rows.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        (Path(folder) / f"{split}.jsonl").write_text(lines, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build()
