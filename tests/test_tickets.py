"""The embedded data set: does it hold what its card promises?"""
import json
import re
from collections import Counter
from itertools import chain

import pytest

import build

SPLITS = {name: [json.loads(line) for line in (build.HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
          for name in build.NUM_PAIRS}
REQUEST_OF = {ticket: (family, request) for _, family, requests in build.read_families()
              for request, tickets in requests.items() for ticket in tickets}


def texts(split):
    return set(chain.from_iterable((row["text1"], row["text2"]) for row in SPLITS[split]))


def test_there_are_enough_voices():
    """1,300 distinct utterances, 150 requests, 12 areas, siblings for each?"""
    families = build.read_families()
    assert len({" ".join(re.findall(r"\w+", t.lower())) for t in REQUEST_OF}) >= 1300
    assert len(set(REQUEST_OF.values())) >= 150
    assert len({area for area, _, _ in families}) >= 12
    assert all(len(requests) >= 3 for _, _, requests in families)
    assert sum(len(tickets) for *_, group in families for tickets in group.values()) == len(REQUEST_OF)


def test_no_templates():
    """Is every word 4-gram in at most 2 % of the utterances?"""
    grams = Counter()
    for ticket in REQUEST_OF:
        words = re.findall(r"\w+", ticket.lower())
        grams.update({tuple(words[i:i + 4]) for i in range(len(words) - 3)})
    assert grams.most_common(1)[0][1] <= 0.02 * len(REQUEST_OF)


@pytest.mark.parametrize("split", build.NUM_PAIRS)
def test_pairs_are_what_their_labels_say(split):
    """Right number, right columns, right labels, half duplicates, enough siblings among the others?"""
    rows = SPLITS[split]
    assert len(rows) == build.NUM_PAIRS[split]
    duplicates = siblings = 0
    for i, row in enumerate(rows):
        (family_a, a), (family_b, b) = REQUEST_OF[row["text1"]], REQUEST_OF[row["text2"]]
        assert list(row) == ["text1", "text2", "label", "idx", "label_text"] and row["idx"] == i
        assert row["label"] == (-1 if split == "unlabelled" else int(a == b))
        duplicates += a == b
        siblings += a != b and family_a == family_b
    assert 0.45 <= duplicates / len(rows) <= 0.55
    assert siblings / (len(rows) - duplicates) >= 0.7


def test_splits_share_nothing():
    """Are requests, utterances and pairs disjoint between train (with unlabelled), validation and test?"""
    parts = [texts("train") | texts("unlabelled"), texts("validation"), texts("test")]
    for i, a in enumerate(parts):
        for b in parts[:i]:
            assert not a & b
            assert not {REQUEST_OF[t] for t in a} & {REQUEST_OF[t] for t in b}
    assert {REQUEST_OF[t] for t in texts("unlabelled")} <= {REQUEST_OF[t] for t in parts[0]}
    pairs = [frozenset((row["text1"], row["text2"])) for rows in SPLITS.values() for row in rows]
    assert len(set(pairs)) == len(pairs) and all(len(pair) == 2 for pair in pairs)


def test_the_builder_is_deterministic(tmp_path):
    """Does building again give the committed files, byte for byte?"""
    build.build(tmp_path)
    for split in SPLITS:
        assert (tmp_path / f"{split}.jsonl").read_bytes() == (build.HERE / f"{split}.jsonl").read_bytes()
