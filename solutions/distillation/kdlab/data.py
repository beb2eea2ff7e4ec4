"""The pairs of tickets, or another data set of pairs, and what has to hold of them."""
from __future__ import annotations

import io
import itertools
import tempfile
from functools import cache
from pathlib import Path

from .errors import LabError
from .sources import not_found, quiet

TICKETS = Path(__file__).parents[1] / "tickets"
COLUMNS = ("text1", "text2", "label")


def load_pairs(settings):
    """Labelled pairs, {"train": Dataset, "validation": Dataset, "test": Dataset}, with columns text1, text2 and label (0 or 1).

    A data set whose test labels are withheld (all -1, as in GLUE) is tested on its validation split. Where no other split is left to
    choose on, that is the last fifth of the training pairs. Raises LabError.
    """
    found = _load_splits(settings.dataset)
    splits = {split: _check_labels(pairs, f"{settings.dataset}, split {split}") for split, pairs in found.items()
              if split in ("train", "validation", "test") and not _withheld(pairs)}
    train, validation, test = (splits.get(split) for split in ("train", "validation", "test"))
    if train is None or (test is None and validation is None):
        raise LabError(f"{settings.dataset} needs a split `train` and a labelled split `test` or `validation`; "
                       f"it has {', '.join(found)}.")
    if test is None or validation is None:
        learned = len(train) - max(1, len(train) // 5)
        test = validation if test is None else test
        train, validation = train.select(range(learned)), train.select(range(learned, len(train)))
    return {"train": _first(train, settings.num_train), "validation": _first(validation, settings.num_test),
            "test": _first(test, settings.num_test)}


def load_unlabelled(settings):
    """Pairs that only a teacher can label: the split `unlabelled`, columns text1 and text2. Says so where there is none: None."""
    found = _load_splits(settings.dataset)
    if "unlabelled" not in found:
        print(f"{settings.dataset} has no split `unlabelled`: the student learns from the labelled pairs alone. The embedded tickets "
              "have one: restart the kernel without KD_PROFILE and KD_DATASET.")
        return None
    return _first(found["unlabelled"], settings.num_train)


def columns_of(pairs):
    """{column: list} of a Dataset or of such a dict. Of a few pairs all columns come sooner than a Dataset's `["label"]` alone."""
    return pairs if isinstance(pairs, dict) else pairs[:]


@cache
def _load_splits(dataset):
    import datasets
    from pyarrow.json import read_json

    if dataset in ("tickets", "a few tickets"):
        head = None if dataset == "tickets" else 100  # lines
        return {file.stem: datasets.Dataset(read_json(_head_of(file, head)), fingerprint=f"{file.stem} of {dataset}")
                for file in TICKETS.glob("*.jsonl")}
    with tempfile.TemporaryDirectory() as scratch, quiet("datasets"):
        local = {"cache_dir": scratch, "keep_in_memory": True} if Path(dataset).is_dir() else {}
        try:
            return datasets.load_dataset(dataset, **local)
        except (OSError, ValueError, StopIteration, datasets.exceptions.DatasetsError) as error:
            raise not_found("data set", dataset, "KD_DATASET", error) from None


def _head_of(file, lines):
    with open(file, "rb") as opened:
        return io.BytesIO(b"".join(itertools.islice(opened, lines)))


def _first(pairs, number):
    return pairs.select(range(min(number, len(pairs)))) if number else pairs


def _withheld(pairs):
    return "label" in pairs.column_names and set(pairs["label"][:]) == {-1}


def _check_labels(pairs, where):
    missing = [column for column in COLUMNS if column not in pairs.column_names]
    if missing:
        raise LabError(f"{where}: no column {', '.join(missing)}. A pair has the columns {', '.join(COLUMNS)}; "
                       f"these are here: {', '.join(pairs.column_names)}.")
    labels = pairs["label"][:]
    odd = sorted(set(labels) - {0, 1}, key=str)
    if odd:
        row = next(i for i, label in enumerate(labels) if label in odd)
        raise LabError(f"{where}: label {odd[0]!r} in row {row}. A label is 1 (duplicate) or 0 (different); "
                       "correct or remove such rows.")
    return pairs
