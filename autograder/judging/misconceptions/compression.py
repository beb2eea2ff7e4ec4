"""Mistakes of the compression."""


def counts_only_trainable(count):
    """Frozen parameters were left out.
    A frozen layer has to be stored and loaded like any other; what counts for compression is all that the model needs to answer.
    Where to look: the condition in your sum.
    """
    count.trainable_only = True


def ratio_inverted(count):
    """The ratio is upside down.
    Reduction is measured against the teacher, which is where we come from: a student of the same size saves 0 per cent, and no
    student saves more than 100. Where to look: which of the two numbers divides the other.
    """
    count.share = lambda student, teacher: 1 - teacher / student


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


MISTAKES = (counts_only_trainable, ratio_inverted, fraction_not_per_cent, hard_coded)
