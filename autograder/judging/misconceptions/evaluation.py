"""Mistakes of the evaluation."""


def evaluated_in_train_mode(how):
    """The model was tested in train mode.
    With dropout at work part of the model is missing at random, so the result is too low and another one each time. Switching the
    gradients off does not change the mode. Where to look: the first blank of `evaluate_model`.
    """
    how.train = 1


def accuracy_is_a_fraction(how):
    """The accuracy is a fraction, not per cent.
    The comparison asks for per cent, and a table that mixes 0.8 with 80 misleads its reader. Where to look: the line that
    computes the accuracy.
    """
    how.scale = 0.01


MISTAKES = (evaluated_in_train_mode, accuracy_is_a_fraction)
