"""The checks of the blanks that bring no points. Each says True when every property holds, and False, no error, where not."""
from __future__ import annotations

import torch

from .blanks import blank_sentence, open_blanks_of
from .ticks import CheckFailed, Report


def _check(function, properties):
    blanks = open_blanks_of(function)
    for blank in blanks:
        print(blank_sentence(blank))
    if blanks:
        print("No points hang on it: fill it and run this cell again, or go on without it.")
        return False
    try:
        with Report(function) as report:
            report.look(properties(function))
    except CheckFailed:
        print("No points hang on it: change the cell above, run it and this one again, or go on without it.")
        return False
    return True


def check_mean_over_tokens(mean_over_tokens):
    """Is it the mean over a ticket's real tokens, whatever stands in its padding? True if so."""
    return _check(mean_over_tokens, means_of_real_tokens)


def means_of_real_tokens(mean_over_tokens):
    tokens = torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0))  # (N, T, D)
    lengths = [5, 2, 3]
    mask = torch.tensor([[int(place < length) for place in range(5)] for length in lengths])  # (N, T)
    try:
        found = mean_over_tokens(tokens, mask)
    except RuntimeError as error:
        yield False, "", (f"Two shapes do not fit each other ({error}). The tokens are {tuple(tokens.shape)}, the mask is "
                          f"{tuple(mask.shape)}: which shape must the mask have for their product, and which divides (N, D)?")
    yield found.shape == (3, 4), "Each ticket has one vector.", (
        f"For 3 tickets of 5 tokens with vectors of 4 numbers the result should have shape (3, 4); it has {tuple(found.shape)}. "
        "Along which dimension lie a ticket's tokens?")
    wanted = torch.stack([ticket[:length].mean(dim=0) for ticket, length in zip(tokens, lengths, strict=True)])
    yield torch.allclose(found[0], wanted[0], atol=1e-5), "A ticket without padding has the mean of its tokens.", (
        "The first ticket has no padding; its vector should be the mean of its 5 tokens' vectors. By what is the sum divided?")
    filled = torch.where(mask.unsqueeze(2) == 1, tokens, 100.0)
    yield torch.allclose(mean_over_tokens(filled, mask), found, atol=1e-4), "What stands in the padding changes nothing.", (
        "With other numbers in the padding the vectors change. Which of the two, the sum or the number, counts padding?")
    yield torch.allclose(found, wanted, atol=1e-5), "Each ticket is divided by its own number of tokens.", (
        "The second ticket has 2 real tokens, the third 3; their vectors should be the means of those. By what is each sum divided?")


def check_vector_loss(vector_loss):
    """Is it 0 where the vectors agree, 1 at right angles, and the mean over tickets? True if so."""
    return _check(vector_loss, one_minus_cosine)


def one_minus_cosine(vector_loss):
    east, north, up = torch.eye(3)  # (D,) each
    four = torch.stack([east, north, up, north])  # (N, D)
    same = vector_loss(four, four)
    yield getattr(same, "shape", None) == (), "It is one number.", (
        f"The loss of a batch should be one number; it has shape {tuple(getattr(same, 'shape', ()))}. What makes one of many?")
    yield abs(same) < 1e-6, "0 where all vectors agree.", (
        f"For equal vectors of length 1 it should be 0; it is {same:.3f}. Is the cosine a sum over a vector's numbers (which `dim`?), "
        "one for each ticket, and what is left of 1 without it?")
    apart = vector_loss(four, four.roll(1, dims=1))
    yield abs(apart - 1) < 1e-6, "1 where all are at right angles.", (
        f"For vectors at right angles it should be 1; it is {apart:.3f}. Is it a sum over tickets, or their mean?")
    opposite = vector_loss(four, -four)
    yield abs(opposite - 2) < 1e-6, "2 where they point apart.", (
        f"Opposite vectors have cosine −1: it should be 2; it is {opposite:.3f}. Does a negative cosine stay negative?")
    half = vector_loss(four, torch.stack([east, north, east, east]))
    yield abs(half - 0.5) < 1e-6, "Every ticket counts alike.", (
        f"Two tickets agree and two are at right angles: it should be 0.5; it is {half:.3f}. Is each ticket compared with its own?")
    near = vector_loss(four, torch.nn.functional.normalize(four + four.roll(1, dims=1), dim=1))
    yield abs(near - (1 - 0.5**0.5)) < 1e-6, "It is straight in the cosine.", (
        f"At 45 degrees the cosine is {0.5**0.5:.3f}: it should be {1 - 0.5**0.5:.3f}; it is {near:.3f}. Is anything squared?")


def check_paired_gain(paired_gain):
    """Is it +100, −100 and 0 where it should be? True if so."""
    return _check(paired_gain, pair_by_pair)


def pair_by_pair(paired_gain):
    a, b, truth = torch.tensor([1, 1, 0, 0, 1, 0]), torch.tensor([1, 0, 1, 0, 0, 1]), torch.tensor([1, 1, 1, 1, 0, 0])  # (N,) each
    found, wanted = paired_gain(a, b, truth), torch.tensor([0.0, 100, -100, 0, -100, 100])
    yield getattr(found, "shape", None) == (6,), "Each pair has a number.", "For 6 pairs there should be 6 numbers, one a pair."
    for where, what in ((0, "both are right"), (3, "both are wrong"), (1, "only a is right"), (2, "only b is right"),
                        (4, "only b is right, and the label is 0"), (5, "only a is right, and the label is 0")):
        yield abs(float(found[where]) - wanted[where]) < 1e-4, f"{wanted[where]:.0f} where {what}.", (
            f"Where {what} it should be {wanted[where]:.0f}; it is {float(found[where]):.4g}.")


def check_quantise_rows(quantise_rows):
    """Are they int8, a scale for each row, and as near to the weights as rounding can be? True if so."""
    return _check(quantise_rows, rows_of_int8)


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
