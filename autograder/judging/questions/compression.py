"""Compression: per cent of the teacher's parameters that the student does without, on other models than the notebook's."""
from __future__ import annotations

import torch
from torch import nn

from .. import tolerance
from ..misconceptions.compression import MISTAKES, ROUNDED
from ..probe_tools import describe, run_cell
from ..verdict import Odd, apart, close, diagnose, error_sentence, number

DEFINES = "param_reduction"
POINTS = {"plain_models": 1, "frozen_models": 1}
WORDS = "word_embeddings"
EMBEDDINGS = (WORDS, "position_embeddings", "token_type_embeddings", "embeddings.LayerNorm")


class TwoTowers(nn.Module):
    """As the lab's, with what a transformers model says of itself."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder, self.config, self.separator = encoder, encoder.config, 3
        self.log_scale = nn.Parameter(torch.zeros(()))
        self.threshold = nn.Parameter(torch.zeros(()))

    @property
    def device(self):
        return self.threshold.device

    @property
    def base_model(self):
        return self.encoder

    def get_input_embeddings(self):
        return self.encoder.get_input_embeddings()

    def num_parameters(self, only_trainable=False, exclude_embeddings=False):
        return type(self.encoder).num_parameters(self, only_trainable, exclude_embeddings)


def bert(towers, frozen, **sizes):
    """A BERT model, two towers or a classifier of pairs, with nothing in its weights; those with a name in `frozen` are frozen."""
    from transformers import BertConfig, BertForSequenceClassification, BertModel
    from transformers.initialization import no_init_weights

    config = BertConfig(**sizes, num_attention_heads=2)
    with no_init_weights(), torch.device("cpu"):
        model = TwoTowers(BertModel(config, add_pooling_layer=False)) if towers else BertForSequenceClassification(config)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not any(part in name for part in frozen))
    return model


SENT = (TwoTowers, bert)


def make_inputs(seed):
    """Cases of {teacher, student: what `bert` takes}: cross-encoders, then two towers, then both with frozen layers."""
    dice = torch.Generator().manual_seed(seed)
    frozen = {"teacher": [*EMBEDDINGS, "layer.1."], "student": [WORDS, "layer.0."]}
    return {"cases": [draw(dice, False, (192, 64), (2, 1), {}), draw(dice, True, (192, 192), (3, 1), {}),
                      draw(dice, True, (160, 160), (4, 1), {"teacher": [WORDS], "student": [WORDS]}),
                      draw(dice, False, (160, 96), (2, 1), frozen)]}


def draw(dice, towers, width, layers, frozen):
    """A case of about these sizes. Wherever one rounds, it shows."""
    some = torch.randint(400, (4,), generator=dice).tolist()
    shared = {"towers": towers, "vocab_size": (2_000 if towers else 11_000) + some[0], "max_position_embeddings": 300 + some[1]}
    case = {who: {**shared, "frozen": frozen.get(who, []), "hidden_size": width[i], "num_hidden_layers": layers[i],
                  "intermediate_size": 12 * width[i] + some[i + 2]} for i, who in enumerate(("teacher", "student"))}
    shows = min(abs(expect(case, [mistake]) - expect(case)) for mistake in ROUNDED)
    return case if shows > 2e-4 else draw(dice, towers, width, layers, frozen)


def probe(namespace, inputs, source):
    def run(case):
        stand_ins = {f"{who}_model": bert(**case[who]) for who in ("teacher", "student")}
        stand_ins["param_reduction"] = None
        after, error = run_cell(namespace, source, stand_ins)
        return {"error": error} if error else {"value": describe(after["param_reduction"])}

    return {"cases": [run(case) for case in inputs["cases"]]}


def sizes(model):
    """{a part of some parameters' names: how many numbers they hold}"""
    V, D, P, inner = (model[name] for name in ("vocab_size", "hidden_size", "max_position_embeddings", "intermediate_size"))
    layer = 4 * (D * D + D) + 2 * D * inner + inner + D + 2 * 2 * D  # attention, two more matrices, two norms
    return {**dict(zip(EMBEDDINGS, (V * D, P * D, 2 * D, 2 * D), strict=True)),
            **{f"layer.{i}.": layer for i in range(model["num_hidden_layers"])},
            "head": 2 if model["towers"] else D * D + D + 2 * D + 2}


class Count:
    """The reference, in the steps that a mistake may spoil."""
    trainable_only = False
    left_out = ()
    size_noted = noted = staticmethod(lambda value: value)

    def size(self, model):
        return self.size_noted(sum(size for name, size in sizes(model).items()
                                   if name not in self.left_out and not (self.trainable_only and name in model["frozen"])))

    def share(self, student, teacher):
        return 1 - student / teacher

    def per_cent(self, share):
        return 100 * share


def expect(case, mistakes=()):
    count = Count()
    for mistake in mistakes:
        mistake(count)
    share = count.share(count.size(case["student"]), count.size(case["teacher"]))
    return count.noted(count.per_cent(share))


def parts(inputs, answer):
    seen, cases = read(answer), inputs["cases"]
    expected = [expect(case) for case in cases]
    rounded = any(explains([mistake], cases, seen) for mistake in ROUNDED)
    for name, which, kind in (("plain_models", slice(0, 2), "two other pairs of models"),
                              ("frozen_models", slice(2, 4), "models with frozen layers")):
        wrong = [apart(s, e) for s, e in zip(seen[which], expected[which], strict=True) if not close(s, e, tolerance.PER_CENT)]
        if wrong and rounded and name == "frozen_models":  # what counts is one thing, rounding another
            yield name, True, f"Right for {kind}, but for the rounding."
        elif wrong:
            yield name, False, (f"For {kind} param_reduction is {', and '.join(f'{s} instead of {e}' for s, e in wrong)}"
                                f"{': rounded too early' * rounded}.")
        else:
            yield name, True, f"Right for {kind}."


def read(answer):
    for outcome in answer["cases"]:
        if "error" in outcome:
            raise Odd(error_sentence(outcome["error"]))
    return [number(outcome["value"], "param_reduction") for outcome in answer["cases"]]


def explains(mistakes, cases, seen):
    return all(close(s, expect(case, mistakes), tolerance.PER_CENT) for s, case in zip(seen, cases, strict=True))


def name_mistakes(inputs, answer):
    seen = read(answer)
    names = diagnose(MISTAKES, lambda chosen: explains(chosen, inputs["cases"], seen))
    if len(set(seen)) > 1:
        return names
    return ["hard_coded"] if names in (["hard_coded"], ["unrecognised"]) else ["unrecognised"]  # 0 can be typed, and rounded to
