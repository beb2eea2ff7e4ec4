"""Compression: per cent of the teacher's parameters that the student does without, on other models than the notebook's."""
from __future__ import annotations

import torch
from torch import nn

from .. import tolerance
from ..misconceptions.compression import MISTAKES
from ..probe_tools import describe, run_cell
from ..verdict import Odd, close, diagnose, error_sentence, number

DEFINES = "param_reduction"
POINTS = {"plain_models": 1, "frozen_models": 1}


class CountedModel(nn.Module):
    """Layers of given sizes, some frozen, and a buffer that is no parameter."""

    def __init__(self, learned, frozen, buffer):
        super().__init__()
        self.learned = nn.ParameterList([nn.Parameter(torch.zeros(n)) for n in learned])
        self.frozen = nn.ParameterList([nn.Parameter(torch.zeros(n), requires_grad=False) for n in frozen])
        self.register_buffer("positions", torch.zeros(buffer))

    def num_parameters(self, only_trainable=False, exclude_embeddings=False):
        return sum(p.numel() for p in self.parameters() if p.requires_grad or not only_trainable)


SENT = (CountedModel,)


def make_inputs(seed):
    """Cases of {teacher, student: {learned, frozen, buffer}}: sizes of layers."""
    dice = torch.Generator().manual_seed(seed)

    def sizes(count, least, most):
        return torch.randint(least, most, (count,), generator=dice).tolist()

    def model(count, least, most, frozen=0):
        return {"learned": sizes(count, least, most), "frozen": sizes(frozen, least, most), "buffer": sizes(1, 50, 90)[0]}

    return {"cases": [{"teacher": model(6, 100, 300), "student": model(3, 100, 300)},
                      {"teacher": model(5, 200, 400), "student": model(2, 30, 90)},
                      {"teacher": model(4, 100, 300, frozen=3), "student": model(3, 100, 200)},
                      {"teacher": model(5, 200, 400), "student": model(2, 50, 100, frozen=2)}]}


def probe(namespace, inputs, source):
    def run(case):
        stand_ins = {f"{who}_model": CountedModel(**case[who]) for who in ("teacher", "student")}
        stand_ins["param_reduction"] = None
        after, error = run_cell(namespace, source, stand_ins)
        return {"error": error} if error else {"value": describe(after["param_reduction"])}

    return {"cases": [run(case) for case in inputs["cases"]]}


class Count:
    """The reference, in the steps that a mistake may spoil."""
    trainable_only = False

    def size(self, model):
        return sum(model["learned"]) + (0 if self.trainable_only else sum(model["frozen"]))

    def share(self, student, teacher):
        return 1 - student / teacher

    def per_cent(self, share):
        return 100 * share


def expect(case, mistakes=()):
    count = Count()
    for mistake in mistakes:
        mistake(count)
    return count.per_cent(count.share(count.size(case["student"]), count.size(case["teacher"])))


def parts(inputs, answer):
    seen = read(answer)
    expected = [expect(case) for case in inputs["cases"]]
    for name, which, kind in (("plain_models", slice(0, 2), "two other pairs of models"),
                              ("frozen_models", slice(2, 4), "models with frozen layers")):
        passed = all(close(s, e, tolerance.PER_CENT) for s, e in zip(seen[which], expected[which], strict=True))
        yield (name, passed, f"Right for {kind}." if passed else
                   f"For {kind} param_reduction is {seen[which][0]:.5g} and {seen[which][1]:.5g}; "
                   f"{expected[which][0]:.5g} and {expected[which][1]:.5g} were expected.")


def read(answer):
    for outcome in answer["cases"]:
        if "error" in outcome:
            raise Odd(error_sentence(outcome["error"]))
    return [number(outcome["value"], "param_reduction") for outcome in answer["cases"]]


def name_mistakes(inputs, answer):
    seen = read(answer)
    if len(set(seen)) == 1:
        return ["hard_coded"]
    return diagnose(MISTAKES, lambda chosen: all(close(s, expect(case, chosen), tolerance.PER_CENT)
                                                 for s, case in zip(seen, inputs["cases"], strict=True)))
