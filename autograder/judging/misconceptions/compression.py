"""Mistakes of the compression."""
import math


def counts_only_trainable(count):
    """Frozen parameters were left out.
    A frozen layer has to be stored and loaded like any other; what counts for compression is all that the model needs to answer.
    Where to look: the condition in your sum.
    """
    count.trainable_only = True


def embeddings_left_out(count):
    """The embeddings were not counted.
    The table of word embeddings has to be stored and loaded like any other layer, and in a small model it is often the largest
    of all: whoever leaves it out promises a smaller student than the one that is installed. Where to look: the condition on
    names in your sum, what you subtract from it, or `exclude_embeddings`.
    """
    count.left_out = ("word_embeddings", "position_embeddings", "token_type_embeddings", "embeddings.LayerNorm")


def embeddings_left_out__but_their_norm(count):
    count.left_out = ("word_embeddings", "position_embeddings", "token_type_embeddings")


def embeddings_left_out__of_words(count):
    count.left_out = ("word_embeddings",)


def ratio_inverted(count):
    """The ratio is upside down.
    Reduction is measured against the teacher, which is where we come from: a student of the same size saves 0 per cent, and no
    student saves more than 100. Where to look: which of the two numbers divides the other.
    """
    count.share = lambda student, teacher: 1 - teacher / student


def ratio_inverted__against_the_student(count):
    count.share = lambda student, teacher: teacher / student - 1


def share_kept(count):
    """The answer is what the student keeps, not what it does without.
    A student with 60 per cent of the teacher's parameters does without 40: that is the reduction. Where to look: whether your
    number gets smaller when the student does; a reduction gets larger.
    """
    count.share = lambda student, teacher: student / teacher


def fraction_not_per_cent(count):
    """The answer is a fraction, not per cent.
    0.4 and 40 per cent say the same, but the lab asks for per cent throughout, and a table that mixes both misleads its reader.
    Where to look: the last step of your computation.
    """
    count.per_cent = lambda share: share


def hard_coded(count):
    """The number does not depend on the models.
    Run on other models, your cell gave the same number each time. A number that was typed in, or kept from an earlier cell, is
    wrong as soon as somebody chooses another student. Where to look: whether everything that you divide is counted in this cell.
    """
    count.share = lambda student, teacher: 0.4


def rounded_too_early(count):
    """The number was rounded too early.
    Rounding is for the reader, at the very end: what is computed from a rounded number is wrong in its last digits, and two models
    that differ may look the same. Where to look: `round`, `int`, `//` or a format such as `:.1f` in your computation; keep all
    digits in `param_reduction`, and let the `print` round.
    """
    count.noted = round


def rounded(step, how, name):
    """A variant of `rounded_too_early`: `how` is done to what a step of the count gives."""
    def mistake(count):
        setattr(count, step, how)

    mistake.__name__ = f"rounded_too_early__{name}"
    return mistake


ROUNDED = (
    rounded_too_early, rounded("noted", math.trunc, "cut"),
    *(rounded("noted", lambda per_cent, d=digits: round(per_cent, d), f"to_{digits}_digits") for digits in (1, 2, 3)),
    *(rounded("size_noted", lambda size, d=digits: round(size / 1e6, d), f"millions_to_{digits}_digits") for digits in (1, 2)),
    rounded("size_noted", lambda size: round(size / 1e3), "thousands"),
    rounded("size_noted", lambda size: size // 1000, "whole_thousands"))
MISTAKES = (counts_only_trainable, embeddings_left_out, embeddings_left_out__but_their_norm, embeddings_left_out__of_words,
            ratio_inverted, ratio_inverted__against_the_student, share_kept, fraction_not_per_cent, hard_coded, *ROUNDED)
