"""The check of the evaluation: a model whose right answers are known, and which takes its time."""
from __future__ import annotations

import torch

from .ticks import Report, close, number
from .tiny_model import TinyModel

PAIRS, SHORT, SPARE = 101, 5, 19  # in batches of 16 the last one has five; the spare ones are those that the model finds closest
MILLISECONDS = 4  # what the model takes at least for a batch


def check_evaluation(evaluate_model, tokenizer, device):
    """Is the accuracy right, in per cent, without dropout and without gradients, and is the time that of a batch?"""
    from datasets import Dataset

    with torch.random.fork_rng(), torch.enable_grad(), Report(evaluate_model) as report:
        torch.manual_seed(0)
        model = TinyModel(len(tokenizer), seconds=MILLISECONDS / 1000).to(device)
        pairs, ids, right = known_pairs(model, tokenizer)
        model.train().calls.clear()
        found = evaluate_model(model, tokenizer, Dataset.from_dict(pairs), device)
        if report.look(two_numbers(found)) and report.look(the_answers(model.calls, ids), no_gradients(model.calls)):
            accuracy, milliseconds = map(number, found)
            sizes = [len(call.input_ids) for call in model.calls]
            report.look(the_accuracy(accuracy, milliseconds, right, sizes), the_time(milliseconds, model.calls))


def known_pairs(model, tokenizer):
    """Pairs with the model's own answers as labels, but for some where it says 1, none of them in the last batch.

    Returns the pairs, their token ids, and for each pair whether the model is right.
    """
    texts = [tokenizer.decode(torch.randint(len(tokenizer), (n,)), skip_special_tokens=True)
             for n in torch.randint(3, 9, (2 * (PAIRS + SPARE),))]
    first, second = texts[::2], texts[1::2]
    ids = tokenizer(first, second, truncation=True, max_length=128)["input_ids"]
    inputs = tokenizer.pad({"input_ids": ids}, return_tensors="pt").to(model.device)
    with torch.no_grad():
        margin = model.eval()(inputs["input_ids"], inputs["attention_mask"]).logits.diff(dim=1).squeeze(1)  # (N,)
        model.head.bias[1] -= margin.median()  # now it says 1 as often as 0
        margin -= margin.median()
    clear = margin.abs().topk(PAIRS).indices.sort().values.tolist()  # no rounding turns these round
    right = [bool(margin[i] < 0) or n % 3 > 0 or n >= PAIRS - SHORT for n, i in enumerate(clear)]
    labels = [int((margin[i] > 0) == hit) for i, hit in zip(clear, right, strict=True)]
    return ({"text1": [first[i] for i in clear], "text2": [second[i] for i in clear], "label": labels},
            [tuple(ids[i]) for i in clear], right)


def two_numbers(found):
    yield isinstance(found, (tuple, list)) and len(found) == 2 and None not in map(number, found), "", \
        f"`evaluate_model` should return the accuracy and the milliseconds, two numbers; it returned {found!r:.60}."


def the_answers(calls, ids):
    yield not any(call.trains for call in calls), "The model is in eval mode.", \
        "The model answered in training mode: with dropout on, its accuracy depends on chance. Which line sets its mode?"
    count = sum(len(call.input_ids) for call in calls)
    yield count >= len(ids), "", f"The model was asked about {count} of the {len(ids)} pairs. Which are left out?"
    masks = [torch.ones_like(call.input_ids) if call.attention_mask is None else call.attention_mask for call in calls]
    asked = {tuple(row[mask.bool()].tolist()) for call, rows in zip(calls, masks, strict=True)
             for row, mask in zip(call.input_ids, rows, strict=True)}
    yield asked >= {*ids}, "It is asked about every pair, and reads no padding.", (
        "The model was not asked about the pairs as they are. Does the tokenizer get both texts, and the model the "
        "`attention_mask`?")


def no_gradients(calls):
    yield not any(call.gradients for call in calls), "No gradients are kept.", \
        "Gradients are kept while the model answers: that costs memory and time for nothing. In which context is it called?"


def the_accuracy(accuracy, milliseconds, right, sizes):
    share, batches, rest = 100 * sum(right) / PAIRS, [], right
    for size in sizes:
        batches, rest = [*batches, rest[:size]] if rest else batches, rest[size:]
    by_batches = 100 * sum(sum(batch) / len(batch) for batch in batches) / len(batches)

    def is_nearly(a, b):
        return close(a, b, 1e-3)

    question = ("Which of the two comes first?" if is_nearly(milliseconds, share) else
                "Is it in per cent?" if is_nearly(100 * accuracy, share) else
                "Are right answers counted, or wrong ones?" if is_nearly(accuracy, 100 - share) else
                "Does a pair of the short last batch count as much as any other?"
                if is_nearly(accuracy, by_batches) or is_nearly(100 * accuracy, by_batches) else
                "Logits have the shape (B, C), and each pair needs an answer of its own: along which dimension is the larger logit "
                "looked for?")
    yield is_nearly(accuracy, share), "The accuracy is right, and in per cent.", \
        f"This model is right on {sum(right)} of {PAIRS} pairs, {share:.2f} %; yours says {accuracy:.2f}. {question}"


def the_time(milliseconds, calls):
    taken = [1000 * call.seconds for call in calls]
    most = 3 * max(taken) if len(taken) == 1 else min(3 * max(taken), sum(taken))  # of all batches, though the first was slow
    yield 0.5 * MILLISECONDS < milliseconds < most, "The time is that of a batch, in milliseconds.", (
        f"The model took {min(taken):.1f} to {max(taken):.1f} milliseconds for a batch; yours says {milliseconds:.4g}. Is it in "
        "milliseconds, and of one batch?")
