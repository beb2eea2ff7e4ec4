"""Mistakes of an accuracy, wherever it is computed."""


def mean_of_batch_accuracies(how):
    """The accuracy is the mean of the batches' accuracies.
    The last batch is short, and in that mean each of its pairs counts more than a pair of a full batch. The share of all pairs that
    are right is another number. Where to look: count right answers and pairs over all batches, and divide once, at the end.
    """
    how.mean_over = "batches"
