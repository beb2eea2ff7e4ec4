"""The checks of the optional part. Each says True when every property holds, so that the next cell knows whether to go on."""
from __future__ import annotations

import torch

from .blanks import blank_sentence, open_blanks_of
from .ticks import Report


def _is_open(function):
    blanks = open_blanks_of(function)
    for blank in blanks:
        print(blank_sentence(blank))
    if blanks:
        print("This part is optional: fill it and run this cell again, or go on without it.")
    return bool(blanks)


def check_quantise_rows(quantise_rows):
    """Are they int8, a scale for each row, and as near to the weights as rounding can be? True if so."""
    if _is_open(quantise_rows):
        return False
    with Report(quantise_rows) as report:
        report.look(rows_of_int8(quantise_rows))
    return True


def rows_of_int8(quantise_rows):
    weight = torch.randn(5, 40, generator=torch.Generator().manual_seed(0))  # (rows, columns)
    integers, scale = quantise_rows(weight)
    yield scale.shape == (5, 1), "Each row has a scale of its own.", (
        f"The scale should have shape (5, 1) for 5 rows; it has {tuple(scale.shape)}. Along which `dim` lies a row, and what does "
        "`keepdim` do?")
    yield integers.dtype == torch.int8 and integers.shape == weight.shape, "The weights are int8, as many as before.", (
        f"The integers should be of type torch.int8 and shape {tuple(weight.shape)}; they are {integers.dtype}, "
        f"{tuple(integers.shape)}. What turns a tensor into one of another type?")
    off = ((integers * scale - weight).abs() / scale).max()
    said = f"Integer times scale should give the weight back to half a step; the worst is off by {off:.2f} steps."
    yield not 0.501 < off < 1.01, "", f"{said} Is it rounded to the nearest?"
    largest = integers.to(torch.int32).abs().amax(dim=1)
    yield bool((largest == 127).all()), "The largest weight of each row becomes 127 or -127.", (
        f"The largest integer of each row should be 127; they are {largest.tolist()}. How many steps of its scale is a row's "
        "largest weight?")
    yield off <= 0.501, "No weight is off by more than half a step.", said
    louder = weight * torch.tensor([[1.0], [100.0], [1.0], [1.0], [1.0]])
    yield torch.equal(quantise_rows(louder)[0], integers), "A row that is a hundred times as large changes no integer.", \
        "Multiplying one row by 100 should change its scale alone. Does each row have its own largest weight?"
