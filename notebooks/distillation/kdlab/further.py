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
    weight = torch.randn(5, 40, generator=torch.Generator().manual_seed(0))  # (rows, columns)
    with Report() as passes:
        integers, scale = quantise_rows(weight)
        passes(integers.dtype == torch.int8 and integers.shape == weight.shape, "The weights are int8, as many as before.",
               f"The integers should be of type torch.int8 and shape {tuple(weight.shape)}; they are {integers.dtype}, "
               f"{tuple(integers.shape)}. `.to(torch.int8)` converts, after rounding.")
        passes(scale.shape == (5, 1), "Each row has a scale of its own.",
               f"The scale should have shape (5, 1) for 5 rows; it has {tuple(scale.shape)}. Look at `dim` and `keepdim`.")
        largest = integers.to(torch.int32).abs().amax(dim=1)
        passes(bool((largest == 127).all()), "The largest weight of each row becomes 127 or -127.",
               f"The largest integer of each row should be 127; they are {largest.tolist()}.")
        error = (integers * scale - weight).abs() / scale
        passes(error.max() <= 0.501, "No weight is off by more than half a step.",
               f"Integer times scale should give the weight back to half a step; the worst is off by {error.max():.2f} steps. "
               "Is it rounded to the nearest?")
        louder = weight * torch.tensor([[1.0], [100.0], [1.0], [1.0], [1.0]])
        passes(torch.equal(quantise_rows(louder)[0], integers), "A row that is a hundred times as large changes no integer.",
               "Multiplying one row by 100 should change its scale alone. Does each row have its own largest weight?")
    return True
