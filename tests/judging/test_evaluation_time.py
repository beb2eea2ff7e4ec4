"""The evaluation's time: which of the numbers that people give is the time of a batch, whatever the size of the batches?"""
import statistics

import pytest
import torch

from autograder.judging.misconceptions.evaluation import seconds_not_milliseconds, time_of_all_batches, time_per_pair
from autograder.judging.probe_tools import describe
from autograder.judging.questions import evaluation
from autograder.judging.stand_in_clock import StandInClock
from in_process import CORPUS, grade

INPUTS = evaluation.make_inputs(11)
SIZES = [4, 8, 10, 16, 20, 32]
RIGHT = {"mean": statistics.mean, "median": statistics.median, "without the first": lambda t: statistics.mean(t[1:]),
         "without the last": lambda t: statistics.mean(t[:-1]), "median without the first": lambda t: statistics.median(t[1:]),
         "rounded": lambda t: round(statistics.mean(t), 1)}
WRONG = {"longest": max, "shortest": min, "first": lambda t: t[0], "last": lambda t: t[-1],
         "half of all": lambda t: sum(t[:len(t) // 2 + 1]), "microseconds": lambda t: 1000 * statistics.mean(t),
         "95th percentile": lambda t: statistics.quantiles(t, n=20, method="inclusive")[-1],
         "a constant": lambda t: 20.0, "none": lambda t: 0.0, "NaN": lambda t: float("nan"),
         "below zero": lambda t: -statistics.mean(t), "for ever": lambda t: float("inf")}
NAMED = {"in seconds": ((seconds_not_milliseconds,), lambda t, sizes: statistics.mean(t) / 1000),
         "median in seconds": ((seconds_not_milliseconds,), lambda t, sizes: statistics.median(t) / 1000),
         "all": ((time_of_all_batches,), lambda t, sizes: sum(t)),
         "all in seconds": ((time_of_all_batches, seconds_not_milliseconds), lambda t, sizes: sum(t) / 1000),
         "over all pairs": ((time_per_pair,), lambda t, sizes: sum(t) / sum(sizes)),
         "mean over a full batch": ((time_per_pair,), lambda t, sizes: statistics.mean(t) / sizes[0]),
         "each by its size": ((time_per_pair,), lambda t, sizes: statistics.mean(a / b for a, b in zip(t, sizes, strict=True))),
         "over all pairs in seconds": ((time_per_pair, seconds_not_milliseconds), lambda t, sizes: sum(t) / sum(sizes) / 1000)}


def asked(run, size):
    """A model that answered for all pairs of a run, in batches of a size."""
    ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(words) for words in evaluation.words_of(run)], batch_first=True)  # (N, T)
    model = evaluation.KnownModel(run["tokens"], run["seconds"], StandInClock({})).eval()
    with torch.no_grad():
        for batch in ids.split(size):
            model(batch, (batch != 0).long())
    return model


def verdict_on(size, time):
    """What the judge says of an evaluation in batches of a size that gives `time(milliseconds, sizes of the batches)`."""
    runs = []
    for run in INPUTS["runs"]:
        model, hits = asked(run, size), evaluation.hits_of(run)
        milliseconds, sizes = [1000 * call[2] for call in model.calls], [len(call[5]) for call in model.calls]
        result = [100 * sum(hits) / len(hits), time(milliseconds, sizes)]
        runs.append({"value": {"result": [describe(value) for value in result], "calls": model.calls, "after": 0.0}})
    return evaluation.parts(INPUTS, {"runs": runs}), evaluation.name_mistakes(INPUTS, {"runs": runs})


@pytest.mark.parametrize("size", SIZES)
def test_which_times_are_right(size):
    """A mean and a median are, with or without what warms up and what is short; an extreme and a part of the sum are not?"""
    for name, time in RIGHT.items():
        assert all(passed for _, passed, _ in verdict_on(size, lambda t, sizes, time=time: time(t))[0]), name
    for name, time in WRONG.items():
        parts, names = verdict_on(size, lambda t, sizes, time=time: time(t))
        assert [part for part, passed, _ in parts if not passed] == ["milliseconds"] and names == ["unrecognised"], (name, names)


@pytest.mark.parametrize("size", SIZES)
def test_which_wrong_times_have_a_name(size):
    """Seconds, all batches, a pair, and two of these at once, each by its name?"""
    for name, (mistakes, time) in NAMED.items():
        parts, names = verdict_on(size, time)
        assert [part for part, passed, _ in parts if not passed] == ["milliseconds"], name
        assert names == sorted(mistake.__name__ for mistake in mistakes), name


SOURCE = (CORPUS / "evaluation" / "right" / "handout_filled_in.py").read_text()


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('attention_mask=inputs["attention_mask"]', "attention_mask=None", "without its attention mask, so it read the padding"),
    ('tokenizer(batch["text1"], batch["text2"],', 'tokenizer(batch["text2"],', "Not every pair came to the model with all the words"),
    ("return 100 * correct / len(dataset_split), sum(milliseconds) / len(milliseconds)",
     "return 100 * correct / len(dataset_split), sum(milliseconds)", "milliseconds a batch on average"),
    ("logits = model(", "logits = model.cpu().requires_grad_(False)(", ""),
    ("            logits = model(", "            logits = torch.zeros(len(labels), 2, device=device) if start else model(",
     "asked about fewer than half of the pairs")])
def test_a_sentence_says_what_was_seen(old, new, sentence):
    """Does the page say what the evaluation did?"""
    assert old in SOURCE
    verdict = grade("evaluation", SOURCE.replace(old, new))
    assert (sentence == "") == (verdict.points == verdict.max_points)
    assert any(sentence in part.message for part in verdict.parts), [part.message for part in verdict.parts]


def test_half_precision_changes_no_answer():
    """Does a model in half precision, as one uses it on a GPU, get full marks?"""
    verdict = grade("evaluation", SOURCE.replace("    model.train(False)\n", "    model.half().train(False)\n"))
    assert verdict.points == verdict.max_points, verdict.parts
