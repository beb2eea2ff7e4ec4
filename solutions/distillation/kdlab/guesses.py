"""Predict, then see: what a reader put into a cell before running it."""


def guessed(guess):
    """What a reader guessed, in words."""
    return "You made no guess." if guess is None else f"Your guess was {guess}."
