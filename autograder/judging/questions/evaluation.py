"""Evaluation: accuracy in per cent and milliseconds a batch, on models whose right answers are known."""
from __future__ import annotations

from ..misconceptions.evaluation import COUNTING, MISTAKES, TIMING, evaluated_in_train_mode
from ..probe_tools import attempt, describe, the_device
from ..stand_in_clock import RealClock, StandInClock
from ..stand_ins import KnownModel, Noted, Output, StandInClassifier
from ..verdict import Odd, a, diagnose, error_sentence, name_of
from .evaluation_inputs import hits_of, make_inputs, words_of
from .evaluation_notes import ROUNDED, Notes

__all__ = ["MISTAKES", "make_inputs", "words_of"]
DEFINES = "evaluate_model"
POINTS = {"accuracy": 1, "mode": 1, "milliseconds": 1}
SENT = (RealClock, StandInClock, Noted, Output, StandInClassifier, KnownModel)


def probe(namespace, inputs, source):
    from datasets import Dataset
    from transformers import BertTokenizer

    if "evaluate_model" not in namespace:
        return {"missing": True}
    device = the_device()

    def go(run):
        with StandInClock(namespace) as clock:
            found = measured(run, clock)
        return found if clock.heard else measured(run, RealClock())  # they have another clock

    def measured(run, clock):
        model = KnownModel(run["tokens"], run["seconds"], clock).to(device)
        tokenizer = BertTokenizer(vocab={token: i for i, token in enumerate(run["vocab"])})
        pairs = Dataset.from_dict({column: run[column] for column in ("text1", "text2", "label")})
        model.ended = clock.read()
        result = namespace["evaluate_model"](model, tokenizer, pairs, device)
        after = clock.read() - model.ended
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            return {"kind": type(result).__name__}
        return {"result": [describe(value) for value in result], "calls": model.calls, "after": after}

    return {"runs": [attempt(lambda run=run: go(run)) for run in inputs["runs"]]}


class Evaluation:
    """The reference, in the steps that a mistake may spoil."""

    def __init__(self, mistakes=()):
        self.train, self.mean_over, self.accuracy_scale, self.time_of, self.time_scale = False, "pairs", 1, "batch", 1
        for mistake in mistakes:
            mistake(self)


def parts(inputs, answer):
    runs = read(inputs, answer)
    off = next((notes for notes in runs if not is_right(notes)), None)
    yield "accuracy", not off, "The accuracy is right for two models, each with a short last batch." if not off else (
        f"The accuracy is {off.accuracy:.5g}; {true_accuracy(off):.5g} was expected "
        f"({len(off.run['label'])} pairs, the last batch is short).{blame(off)}")
    modes, gradients = ({getattr(call, what) for notes in runs for call in notes.calls or []} for what in ("trains", "gradient"))
    asked = all(notes.was_asked() for notes in runs)
    yield "mode", modes == {False} and gradients == {False} and asked, \
        "The model was in train mode while it answered." if True in modes else \
        "PyTorch kept gradients while the model answered." if True in gradients else \
        "The model answered in eval mode and without gradients." if asked else \
        "The model was asked about fewer than half of the pairs, or in another way than by its input_ids and attention_mask."
    off = next((notes for notes in runs if not asked or not notes.is_time(Evaluation())), None)
    yield "milliseconds", not off, "The time of a batch is right." if not off else (
        f"The time is {off.milliseconds:.4g}; the model {f'took {off.shown_times()}' if off.calls else 'was not asked'}.")


def read(inputs, answer):
    runs = []
    for run, outcome in zip(inputs["runs"], answer["runs"], strict=True):
        if "error" in outcome:
            raise Odd(error_sentence(outcome["error"]))
        if "result" not in outcome["value"]:
            raise Odd(f"`evaluate_model` returned {a(outcome['value']['kind'])}; "
                      "the accuracy and the milliseconds a batch were expected.")
        runs.append(Notes(run, outcome["value"]))
    return runs


def true_accuracy(notes):
    hits = hits_of(notes.run)
    return 100 * sum(hits) / len(hits)


def is_right(notes):
    return abs(notes.accuracy - true_accuracy(notes)) <= ROUNDED


def blame(notes):
    calls = notes.calls or []
    if any(call.reads_padding for call in calls):
        return " The model was asked without its attention mask, so it read the padding as words."
    return " Not every pair came to the model with all the words of both texts." if any(None in call.rows for call in calls) else ""


def name_mistakes(inputs, answer):
    """The names for the accuracy and the mode, and, apart from them, those for the time."""
    runs, names = read(inputs, answer), []
    if not all(notes.was_asked() for notes in runs):
        return ["unrecognised"]
    calls = [call for notes in runs for call in notes.calls]
    trained = any(call.trains for call in calls)
    if trained:
        names.append(name_of(evaluated_in_train_mode))
    if any(call.gradient for call in calls):
        names.append("unrecognised")
    if not all(map(is_right, runs)) and not (trained and counts(runs, ())):
        names += diagnose(COUNTING, lambda chosen: counts(runs, chosen))
    if not all(notes.is_time(Evaluation()) for notes in runs):
        names += diagnose(TIMING, lambda chosen: all(notes.is_time(Evaluation(chosen)) for notes in runs))
    return sorted(set(names), key=lambda name: (name == "unrecognised", name))


def counts(runs, chosen):
    """Whether each accuracy is what the mistakes `chosen` make of the model's own answers."""
    how = Evaluation(chosen)
    counted = [notes.counted(how) for notes in runs]
    return None not in counted and all(abs(notes.accuracy - share) <= ROUNDED * how.accuracy_scale
                                       for notes, share in zip(runs, counted, strict=True))
