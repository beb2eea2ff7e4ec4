"""Sent to the student's kernel, whole, ahead of every probe. It knows no answer and imports nothing of the grader.

What crosses the wall is one safetensors block: tensors, and a JSON text that says where each belongs. Nothing is unpickled.
"""
import contextlib
import json
import linecache
import os
import traceback

import torch
from safetensors.torch import load, save

MAX_NUMBERS = 20_000  # in one tensor or list that a student's object returns
MAX_TEXT = 300  # characters of a student's error message
CELL = "<your cell>"


def pack(value):
    """Bytes of a nest of dicts, lists, numbers, texts and tensors."""
    tensors = {}

    def strip(part):
        if isinstance(part, torch.Tensor):
            name = f"t{len(tensors)}"
            tensors[name] = part.detach().cpu().contiguous().clone()
            return {"$tensor": name}
        if isinstance(part, dict):
            return {key: strip(v) for key, v in part.items()}
        return [strip(v) for v in part] if isinstance(part, (list, tuple)) else part

    text = json.dumps(strip(value))
    return save(tensors, metadata={"json": text})


def unpack(data):
    """The inverse of `pack`. Raises ValueError where `data` is anything else."""
    try:
        size = int.from_bytes(data[:8], "little")
        text = json.loads(data[8:8 + size])["__metadata__"]["json"]
        tensors = load(data)

        def fill(part):
            if isinstance(part, dict):
                return tensors[part["$tensor"]] if "$tensor" in part else {key: fill(v) for key, v in part.items()}
            return [fill(v) for v in part] if isinstance(part, list) else part

        return fill(json.loads(text))
    except Exception as error:  # safetensors raises its own class, json and a hostile nest several
        raise ValueError(f"no answer in the agreed form: {type(error).__name__}") from None


def describe(value):
    """What a student's object returned, as plain data: {"kind": …} and, for numbers, tensors and lists of numbers, the value."""
    if value is None or isinstance(value, (bool, str)):
        return {"kind": type(value).__name__}
    if isinstance(value, torch.Tensor):
        if value.numel() > MAX_NUMBERS:
            return {"kind": f"tensor of {value.numel()} numbers"}
        return {"kind": "tensor", "value": value}
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_NUMBERS:
            return {"kind": f"{type(value).__name__} of {len(value)} values"}
        numbers = [number_of(v) for v in value]
        return {"kind": type(value).__name__, **({} if None in numbers else {"value": numbers})}
    if hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1:  # numpy, pandas
        return describe(value.tolist())
    number = number_of(value)
    return {"kind": type(value).__name__} if number is None else {"kind": "number", "value": number}


def number_of(value):
    if isinstance(value, torch.Tensor) and value.numel() != 1:
        return None
    try:
        return None if isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def attempt(function):
    """{"value": what `function()` returned} or {"error": what it raised and on which line of the student's cell}."""
    try:
        return {"value": function()}
    except KeyboardInterrupt:  # the grader's, when time is up
        raise
    except BaseException as error:  # a SystemExit too: it is the student's, not ours
        return {"error": explain(error)}


def explain(error):
    try:
        words = str(error)[:MAX_TEXT]
    except BaseException:
        words = ""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == CELL or "ipykernel_" in f.filename]
    return {"type": type(error).__name__, "words": words, "line": (frames[-1].line or "").strip()[:MAX_TEXT] if frames else ""}


@contextlib.contextmanager
def quiet():
    """Prints, progress bars and dice of a probe leave no trace in the student's kernel."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), \
            torch.random.fork_rng():
        yield


def run_cell(namespace, source, stand_ins):
    """Run a cell's source with `stand_ins` in place of the notebook's names. Returns (namespace after it, error or None).

    The notebook's own names are as before when it returns.
    """
    if "get_ipython" in namespace:
        source = namespace["get_ipython"]().transform_cell(source)
    linecache.cache[CELL] = len(source), None, source.splitlines(keepends=True), CELL
    before = dict(namespace)
    namespace.update(stand_ins)
    try:
        outcome = attempt(lambda: exec(compile(source, CELL, "exec"), namespace))
        return dict(namespace), outcome.get("error")
    finally:
        for name in namespace.keys() - before.keys():
            del namespace[name]
        namespace.update(before)


def run_probe(probe, namespace, data, source):
    """Bytes for the judge: what `probe` found in `namespace`, given packed inputs and the source of the question's cell."""
    with quiet(), torch.enable_grad():  # an earlier cell may have switched the gradients off
        outcome = attempt(lambda: probe(namespace, unpack(data), source))
    return pack(outcome.get("value", outcome))


def the_device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
