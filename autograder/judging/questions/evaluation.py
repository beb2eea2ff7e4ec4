"""Evaluation: accuracy in per cent and milliseconds a batch, on models whose right answers are known."""
from __future__ import annotations

import time
from types import SimpleNamespace

import torch
from torch import nn

from .. import tolerance
from ..misconceptions.evaluation import MISTAKES
from ..probe_tools import MAX_NUMBERS, attempt, describe, the_device
from ..stand_in_clock import StandInClock
from ..verdict import Odd, a, close, diagnose, error_sentence, number

DEFINES = "evaluate_model"
POINTS = {"accuracy": 1, "mode": 1, "milliseconds": 1}
WORDS = [f"word{letter}" for letter in "abcdefghijklmnopqrst"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SECONDS = 0.01, 0.03  # what one answer takes in one run and in the other, which one is a matter of luck


class KnownModel(nn.Module):
    """Adds up one number a token; positive is class 1. In train mode it has other numbers.

    Its answers take `seconds`, now and then three times that, by `clock`, or really where that is None. `calls` notes (train mode?,
    would a gradient flow?, seconds taken, input ids, mask, scores).
    """

    def __init__(self, tokens, seconds, clock=None):  # (2, V): in eval and in train mode
        super().__init__()
        self.tokens, self.seconds, self.clock, self.calls = nn.Parameter(tokens.clone()), seconds, clock, []

    @property
    def device(self):
        return self.tokens.device

    def forward(self, input_ids=None, attention_mask=None, **_):  # (B, T), (B, T)
        taken = self.take_time()
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        score = (self.tokens[int(self.training)][input_ids] * mask).sum(1)
        logits = torch.stack([-score, score], dim=1)  # (B, C)
        if len(self.calls) < 500:
            self.calls.append([self.training, logits.requires_grad, taken, input_ids.clone(), mask.clone(), score.detach().clone()])
        return SimpleNamespace(logits=logits)

    def take_time(self):
        seconds = self.seconds * (1, 1, 3)[len(self.calls) % 3]  # so that the mean, which is asked for, is far from the longest
        if self.clock:
            self.clock.now += seconds
            return seconds
        started = time.perf_counter()
        time.sleep(seconds)
        return time.perf_counter() - started


SENT = (StandInClock, KnownModel)


def make_inputs(seed):
    """Two runs: pairs of sentences with labels, and each word's numbers, under two vocabularies and with a short last batch."""
    dice = torch.Generator().manual_seed(seed)

    def sentences(count):
        return [" ".join(WORDS[i] for i in torch.randint(len(WORDS), (int(n),), generator=dice))
                for n in torch.randint(1, 12, (count,), generator=dice)]

    def run(count, seconds):
        vocab = SPECIAL + [WORDS[i] for i in torch.randperm(len(WORDS), generator=dice)]
        tokens = torch.randn(2, len(vocab), generator=dice)
        tokens[:, :5] = 0
        tokens[:, 0] = 9  # who forgets the mask hears it
        made = {"vocab": vocab, "tokens": tokens, "text1": sentences(count), "text2": sentences(count), "seconds": seconds}
        wrong = {1, 20, *range(32, count - 1)}
        made["label"] = [int(right) ^ (i in wrong) for i, right in enumerate(answers(made))]
        others = accuracy(made, train=1), accuracy(made, texts=("text1",))
        return run(count, seconds) if accuracy(made) in others else made

    seconds = [SECONDS[i] for i in torch.randperm(2, generator=dice)]
    return {"runs": [run(37, seconds[0]), run(35, seconds[1])]}


def answers(run, train=0, texts=("text1", "text2")):
    """The class that the model gives each pair."""
    worth = dict(zip(run["vocab"], run["tokens"][train].double().tolist(), strict=True))
    return [sum(worth[word] for text in texts for word in run[text][i].split()) > 0 for i in range(len(run["text1"]))]


def accuracy(run, **how):
    hits = [given == label for given, label in zip(answers(run, **how), run["label"], strict=True)]
    return 100 * sum(hits) / len(hits)


def probe(namespace, inputs, source):
    from datasets import Dataset
    from transformers import BertTokenizer

    if "evaluate_model" not in namespace:
        return {"missing": True}
    device = the_device()

    def go(run):
        with StandInClock(namespace) as clock:
            found = measured(run, clock)
        return found if clock.heard else measured(run, None)  # they have another clock

    def measured(run, clock):
        model = KnownModel(run["tokens"], run["seconds"], clock).to(device)
        model.train()
        tokenizer = BertTokenizer(vocab={token: i for i, token in enumerate(run["vocab"])})
        pairs = Dataset.from_dict({column: run[column] for column in ("text1", "text2", "label")})
        result = namespace["evaluate_model"](model, tokenizer, pairs, device)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            return {"kind": type(result).__name__}
        return {"result": [describe(value) for value in result], "calls": model.calls, "known_clock": clock is not None}

    return {"runs": [attempt(lambda run=run: go(run)) for run in inputs["runs"]]}


class Evaluation:
    """The reference, in the steps that a mistake may spoil."""
    train, scale = 0, 1.0


def expect(run, mistakes=()):
    """(accuracy, in train mode?)"""
    how = Evaluation()
    for mistake in mistakes:
        mistake(how)
    return how.scale * accuracy(run, train=how.train), bool(how.train)


def parts(inputs, answer):
    runs = read(answer)
    pairs = list(zip(inputs["runs"], runs, strict=True))
    off = [(seen["accuracy"], expect(run)[0], len(run["label"])) for run, seen in pairs
           if not close(seen["accuracy"], expect(run)[0], tolerance.PER_CENT)]
    yield ("accuracy", not off, "The accuracy is {:.5g}; {:.5g} was expected ({} pairs, the last batch is short).".format(*off[0])
               if off else "The accuracy is right for two models, each with a short last batch.")
    modes, gradients = ({call[i] for seen in runs for call in seen["calls"]} for i in (0, 1))
    asked = all(was_asked(run, seen) for run, seen in pairs)
    yield ("mode", modes == {False} and gradients == {False} and asked, "The model was never asked." if not modes else
               "What the model is said to have answered is not its answer to these pairs." if not asked else
               "The model was in train mode while it answered." if True in modes else
               "PyTorch kept gradients while the model answered." if True in gradients else
               "The model answered in eval mode and without gradients.")
    timed = asked and times_are_plausible(inputs, runs)
    seen = next((seen for seen in runs if not time_is_plausible(seen)), runs[0])
    yield ("milliseconds", timed, "The time of a batch is plausible." if timed else
               f"The time is {seen['milliseconds']:.4g}; a batch took this model {mean_milliseconds(seen):.4g} milliseconds.")


def read(answer):
    runs = []
    for outcome in answer["runs"]:
        if "error" in outcome:
            raise Odd(error_sentence(outcome["error"]))
        value = outcome["value"]
        if "result" not in value:
            raise Odd(f"`evaluate_model` returned {a(value['kind'])}; the accuracy and the milliseconds a batch were expected.")
        runs.append({"calls": value["calls"], "known_clock": value.get("known_clock") is True,
                     "accuracy": number(value["result"][0], "The accuracy"),
                     "milliseconds": number(value["result"][1], "The time")})
    return runs


def was_asked(run, seen):
    """Whether the notes of a run are those of a model that answered for half of the pairs at least. Looks at shapes before numbers."""
    tokens, count = run["tokens"], 0
    for trains, _, _, ids, mask, score in seen["calls"]:
        if ids.dim() != 2 or ids.shape != mask.shape or score.shape != ids.shape[:1] or not 0 < ids.numel() <= MAX_NUMBERS:
            return False
        if ids.dtype != torch.long or not 0 <= ids.min() <= ids.max() < tokens.shape[1]:
            return False
        if not close(score, (tokens[int(bool(trains))][ids] * mask).sum(1), tolerance.LOSS):
            return False
        count += len(ids)
    return 2 * count >= len(run["label"])


def times_are_plausible(inputs, runs):
    """Each is near what its batches took, and the slow model's is the longer one. By a clock of their own, which a busy machine
    upsets, one is enough.
    """
    fast, slow = sorted(zip(inputs["runs"], runs, strict=True), key=lambda pair: pair[0]["seconds"])
    enough = all if all(seen["known_clock"] for seen in runs) else any
    return enough(map(time_is_plausible, runs)) and fast[1]["milliseconds"] < slow[1]["milliseconds"]


def mean_milliseconds(seen):
    return 1000 * sum(call[2] for call in seen["calls"]) / max(1, len(seen["calls"]))


def time_is_plausible(seen):
    """Between nine tenths of the quickest answer and 1.4 of the mean one: the longest, half a total or a second is outside."""
    quickest = 1000 * min((call[2] for call in seen["calls"]), default=float("inf"))
    return 0.9 * quickest <= seen["milliseconds"] <= 1.4 * mean_milliseconds(seen) + (0 if seen["known_clock"] else 5)


def name_mistakes(inputs, answer):
    runs = read(answer)

    def explains(chosen):
        return all(close(seen["accuracy"], value, tolerance.PER_CENT)
                   and {(train, False)} == {tuple(call[:2]) for call in seen["calls"]}
                   for run, seen in zip(inputs["runs"], runs, strict=True) for value, train in [expect(run, chosen)])

    return diagnose(MISTAKES, explains) if times_are_plausible(inputs, runs) else ["unrecognised"]
