"""Mistakes of the evaluation."""
from .accuracy import mean_of_batch_accuracies


def evaluated_in_train_mode(how):
    """The model was tested in train mode.
    With dropout at work part of the model is missing at random, so the result is too low and another one each time. Switching the
    gradients off does not change the mode. Where to look: the first blank of `evaluate_model`.
    """
    how.train = True


def accuracy_is_a_fraction(how):
    """The accuracy is a fraction, not per cent.
    The comparison asks for per cent, and a table that mixes 0.8 with 80 misleads its reader. Where to look: the line that
    computes the accuracy.
    """
    how.accuracy_scale = 0.01


def seconds_not_milliseconds(how):
    """The time is in seconds, not milliseconds.
    Python's clocks count seconds; the comparison asks for milliseconds, of which a second has 1000. Where to look: the line that
    returns the time.
    """
    how.time_scale = 0.001


def time_of_all_batches(how):
    """The time is that of all batches together.
    It grows with the number of pairs, so it says nothing about the model alone; the comparison asks for the time of one batch.
    Where to look: what the sum of the times is divided by.
    """
    how.time_of = "all"


def time_per_pair(how):
    """The time is that of one pair, not of a batch.
    It is a good number too, but the comparison asks for milliseconds a batch, and a table must not mix the two. Where to look: what
    the sum of the times is divided by.
    """
    how.time_of = "pair"


COUNTING = (accuracy_is_a_fraction, mean_of_batch_accuracies)
TIMING = (seconds_not_milliseconds, time_of_all_batches, time_per_pair)
MISTAKES = (evaluated_in_train_mode, *COUNTING, *TIMING)
