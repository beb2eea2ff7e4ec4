"""What the judge hands on: parts with points, the mistakes by name, and how two numbers are compared."""
from __future__ import annotations

import itertools
import math
from dataclasses import asdict, dataclass, field

import torch

MAX_MESSAGE = 1000  # characters


@dataclass(frozen=True)
class Part:
    """One judgement: `message` says what was seen, and beside it what was expected where it did not pass."""
    name: str
    max_points: int
    passed: bool
    message: str

    def __post_init__(self):
        if len(self.message) > MAX_MESSAGE:  # the words of an answer can be as long as a stranger likes
            object.__setattr__(self, "message", f"{self.message[:MAX_MESSAGE]} …")

    @property
    def points(self):
        return self.max_points if self.passed else 0


@dataclass(frozen=True)
class Verdict:
    """All that is said about one question of one submission."""
    question: str
    parts: list[Part]
    misconceptions: list[str] = field(default_factory=list)
    compared: bool = True  # whether something came back that could be set beside what was expected

    @property
    def points(self):
        return sum(part.points for part in self.parts)

    @property
    def max_points(self):
        return sum(part.max_points for part in self.parts)

    def as_dict(self):
        """The contract's entry of `results.jsonl`."""
        return {"points": self.points, "max_points": self.max_points, "misconceptions": self.misconceptions,
                "parts": [{**asdict(part), "points": part.points} for part in self.parts]}


class Odd(Exception):
    """An answer that is not of the kind that was asked for; the message is for the student."""


def judged(judgement, *args):
    """(passed, message) of a judgement that may find nothing to judge."""
    try:
        return judgement(*args)
    except Odd as odd:
        return False, str(odd)


def number(described, name):
    """The finite-or-not number in a description (see probe_tools.describe). Raises Odd for anything that is not one number."""
    value = described.get("value")
    if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
        return float(value)
    if described.get("kind") == "number":
        return float(value)
    if isinstance(value, torch.Tensor):
        raise Odd(f"{name} is a tensor of shape {tuple(value.shape)}; one number was expected.")
    raise Odd(f"{name} is {a(described['kind'])}; one number was expected.")


def numbers(described, name):
    """The list of numbers in a description. Raises Odd for anything else."""
    value = described.get("value")
    if isinstance(value, torch.Tensor) and value.dim() == 1 and not value.is_complex():
        return value.double().tolist()
    if isinstance(value, list):
        return value
    raise Odd(f"{name} is {a(described['kind'])}; a list of numbers was expected.")


def a(kind):
    return {"NoneType": "None", "ellipsis": "still open (`...`)"}.get(kind, f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}")


def close(seen, expected, tolerance):
    """Equal up to `tolerance` times (1 + |expected|); NaN equals NaN and infinity itself. Tensors: every element, same shape."""
    if isinstance(expected, torch.Tensor):
        return isinstance(seen, torch.Tensor) and seen.shape == expected.shape and not seen.is_complex() and bool(torch.isclose(
            seen.double(), expected.double(), rtol=tolerance, atol=tolerance, equal_nan=True).all())
    if math.isnan(expected) or math.isinf(expected):
        return str(float(seen)) == str(float(expected))
    return abs(seen - expected) <= tolerance * (1 + abs(expected))


def error_sentence(error):
    """What a student reads of an error in their own code: its words, its line, the clause that it goes against (see contract)."""
    where = f" at `{error['line']}`" if error.get("line") else ""
    words = f": {error['words']}" if error["words"] else ""
    clause = f" {error['clause']}" if error.get("clause") else ""
    return f"Your code stopped with {error['type']}{words}{where}.{clause}"


def apart(seen, expected):
    """Two numbers as texts, with so many digits that a difference shows."""
    texts = [(f"{seen:.{digits}g}", f"{expected:.{digits}g}") for digits in range(5, 18)]
    return next((pair for pair in texts if pair[0] != pair[1]), texts[0])


def diagnose(mistakes, explains):
    """The ids of the one or two mistakes that explain everything that came back, else ["unrecognised"].

    `explains(chosen)` says whether the reference with the chosen mistakes gives all that was seen. Two different
    explanations of the same size are none: a wrong name is worse than no name.
    """
    for size in (1, 2):
        found = {frozenset(map(name_of, chosen)) for chosen in itertools.combinations(mistakes, size)
                 if len(set(map(name_of, chosen))) == size and explains(chosen)}
        if found:
            return sorted(found.pop()) if len(found) == 1 else ["unrecognised"]
    return ["unrecognised"]


def name_of(mistake):
    """`reduction_mean` for the functions reduction_mean, reduction_mean__by_hand, …: variants of one misconception."""
    return mistake.__name__.split("__")[0]
