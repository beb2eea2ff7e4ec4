"""The embedded data set: does it hold what its card promises?"""
import json
import re
from collections import Counter
from itertools import chain

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import build

SPLITS = {name: [json.loads(line) for line in (build.HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
          for name in build.TWINS_OF_AN_AREA}
AREAS = build.read_areas()
REQUEST_OF = {ticket: (area, place, request) for area, twins in AREAS.items() for place, twin in enumerate(twins)
              for request, tickets in twin.items() for ticket in tickets}


def words(ticket):
    return re.findall(r"\w+", ticket.lower())


def texts(split):
    return set(chain.from_iterable((row["text1"], row["text2"]) for row in SPLITS[split]))


def test_there_are_enough_voices():
    """4,200 distinct utterances, 420 requests, 20 areas, each request with its twin, no utterance under two requests?"""
    assert len({" ".join(words(ticket)) for ticket in REQUEST_OF}) >= 4200
    assert len(set(REQUEST_OF.values())) >= 420
    assert len(AREAS) >= 20
    assert all(len(twin) == 2 for twins in AREAS.values() for twin in twins)
    assert sum(len(tickets) for twins in AREAS.values() for twin in twins for tickets in twin.values()) == len(REQUEST_OF)


def test_tickets_are_as_long_as_tickets_are():
    """Are a fifth of them short, and nearly a fifth of two sentences and more?"""
    lengths = np.array([len(ticket.split()) for ticket in REQUEST_OF])
    assert (lengths <= 7).mean() > 0.2 and (lengths >= 20).mean() > 0.18


def test_no_templates():
    """Is every word 4-gram in at most 2 % of the utterances?"""
    grams = Counter()
    for ticket in REQUEST_OF:
        w = words(ticket)
        grams.update({tuple(w[i:i + 4]) for i in range(len(w) - 3)})
    assert grams.most_common(1)[0][1] <= 0.02 * len(REQUEST_OF)


@pytest.mark.parametrize("split", build.NUM_PAIRS)
def test_pairs_are_what_their_labels_say(split):
    """Right number, columns, labels and kinds, half duplicates, a third of the others twins, each request equally often?"""
    rows = SPLITS[split]
    assert len(rows) == build.NUM_PAIRS[split] and [row["idx"] for row in rows] == list(range(len(rows)))
    for row in rows:
        assert list(row) == ["text1", "text2", "label", "idx", "label_text", "kind", "request1", "request2"]
        a, b = REQUEST_OF[row["text1"]], REQUEST_OF[row["text2"]]
        assert row["kind"] == ("same" if a == b else "twin" if a[:2] == b[:2] else "sibling" if a[0] == b[0] else "other")
        assert row["label"] == (row["kind"] == "same")
        assert (row["request1"], row["request2"]) == (f"{a[0]}/{a[2]}", f"{b[0]}/{b[2]}")
    kinds = Counter(row["kind"] for row in rows)
    assert kinds["same"] == len(rows) / 2 and kinds["twin"] >= (len(rows) - kinds["same"]) / 3
    same = Counter(row["request1"] for row in rows if row["kind"] == "same")
    assert max(same.values()) - min(same.values()) <= 1


def test_unlabelled_pairs_say_nothing():
    """At least 10,000, each ticket in ten of them or more, no label, no kind, no request?"""
    rows = SPLITS["unlabelled"]
    assert len(rows) >= 10_000
    assert {(row["label"], row["kind"], row["request1"], row["request2"]) for row in rows} == {(-1, "", "", "")}
    assert min(Counter(chain.from_iterable((row["text1"], row["text2"]) for row in rows)).values()) >= 10


def test_splits_share_nothing():
    """Are requests, utterances and pairs disjoint between all four splits?"""
    parts = [texts(split) for split in SPLITS]
    for i, a in enumerate(parts):
        for b in parts[:i]:
            assert not {" ".join(words(t)) for t in a} & {" ".join(words(t)) for t in b}
            assert not {REQUEST_OF[t][:2] for t in a} & {REQUEST_OF[t][:2] for t in b}
    pairs = [frozenset((row["text1"], row["text2"])) for rows in SPLITS.values() for row in rows]
    assert len(set(pairs)) == len(pairs) and all(len(pair) == 2 for pair in pairs)


@pytest.mark.parametrize("seen", ["train", "test"])
def test_counting_shared_words_does_not_solve_it(seen):
    """Does the best threshold on word TF-IDF cosine stay at or under 75 % on test, whichever split its weights are counted on?"""
    tfidf = TfidfVectorizer().fit(sorted(texts(seen)))
    a, b = (tfidf.transform([row[column] for row in SPLITS["test"]]) for column in ("text1", "text2"))
    cosine, label = np.asarray(a.multiply(b).sum(axis=1)).ravel(), np.array([row["label"] for row in SPLITS["test"]])
    best = max(((cosine >= threshold) == label).mean() for threshold in [*np.unique(cosine), 2])
    assert 0.5 < best <= 0.75


def test_the_builder_is_deterministic(tmp_path):
    """Does building again give the committed files, byte for byte?"""
    build.build(tmp_path)
    for split in SPLITS:
        assert (tmp_path / f"{split}.jsonl").read_bytes() == (build.HERE / f"{split}.jsonl").read_bytes()
