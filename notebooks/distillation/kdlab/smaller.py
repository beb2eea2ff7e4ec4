"""Smaller and faster still: a model as ONNX, its weights as int8, and what each form takes in milliseconds and megabytes."""
from __future__ import annotations

import copy
import importlib.util
import logging
import statistics
import time
import warnings
from pathlib import Path

import torch

from .batches import encode, pad
from .towers import TwoTowers, logits_of, part

PACKAGES = ("onnx", "onnxruntime", "onnxscript")


def is_installed():
    """Whether the packages of this part are there; where they are not, it says how to get them."""
    lacking = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    if lacking:
        print(f"This optional part needs packages of its own. To see it, run in a terminal: pip install {' '.join(lacking)} "
              "Then restart the kernel and run all cells again.")
    return not lacking


def export(model, path):
    """Write the encoder of two towers, float32, as an ONNX file: from any number of tickets (N, T) to their vectors (N, D)."""
    encoder = TwoTowers(copy.deepcopy(model.encoder), model.separator).cpu().eval()  # without the lab's bfloat16
    encoder.forward = encoder.vectors
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it misses a torchvision that it does not need
    example = torch.ones(2, 12, dtype=torch.long)
    batch, tokens = torch.export.Dim("batch", max=1024), torch.export.Dim("tokens", min=2, max=model.config.max_position_embeddings)
    shapes = {name: {0: batch, 1: tokens} for name in ("input_ids", "attention_mask")}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="torch.onnx")
        warnings.filterwarnings("ignore", category=FutureWarning, module="copyreg")
        torch.onnx.export(encoder, (), path, kwargs={"input_ids": example, "attention_mask": torch.ones_like(example)}, dynamo=True,
                          dynamic_shapes=shapes, input_names=list(shapes), output_names=["vectors"],
                          external_data=False, verbose=False)


def quantise(path, smaller):
    """Weights as 8-bit integers, a scale for each column; activations are quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logger = logging.getLogger()
    level = logger.level
    logger.setLevel(logging.ERROR)  # it advises a pre-processing that is made for convolutions
    try:
        quantize_dynamic(path, smaller, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logger.setLevel(level)


def run_by_onnx(path, model):
    """Two towers, `model`, with the encoder in this file in its own one's place, run on the CPU with as many threads as torch."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def vectors(input_ids, attention_mask):  # (N, T) twice -> (N, D)
        return torch.from_numpy(session.run(None, {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()})[0])

    towers = copy.copy(model)
    towers.vectors = vectors
    towers.both = lambda input_ids, attention_mask: vectors(*part(input_ids, attention_mask, model.separator)).chunk(2)
    return towers


def as_it_is(model):
    """The form of a PyTorch model on the CPU: (the model, megabytes)."""
    model = copy.deepcopy(model).cpu().eval()
    return model, sum(p.numel() * p.element_size() for p in model.parameters()) / 1e6


def forms(name, model, folder):
    """{form: (model, megabytes)} of two towers: as they are, as ONNX, and as ONNX with int8 weights.

    All run on the CPU; the ONNX files are written into `folder`.
    """
    path, small = Path(folder, f"{name}.onnx"), Path(folder, f"{name}.int8.onnx")
    export(model, path)
    quantise(path, small)
    model, megabytes = as_it_is(model)
    return {name: (model, megabytes)} | {form: (run_by_onnx(file, model), file.stat().st_size / 1e6)
                                         for form, file in ((f"{name}, ONNX", path), (f"{name}, ONNX int8", small))}


def latency(forms, tokenizer, ids, size, rounds=5, number=8, warm_up=3):
    """Milliseconds a batch of `size` pairs, drawn from the token ids `ids`, for every form.

    The forms take turns, a round of `number` batches each, after `warm_up` batches that do not count, and with a pause between so
    that no library's waiting threads disturb the next. `ratio`: how many times as fast as the first form, the median over rounds
    and their range. Returns {form: {"ms_median", "ms_p95", "ratio", "ratio_range"}}.
    """
    dice = torch.Generator().manual_seed(0)
    batches = [pad(tokenizer, [ids[i] for i in torch.randperm(len(ids), generator=dice)[:size]]) for _ in range(number)]
    times = {name: [] for name in forms}  # a list a round
    with torch.no_grad():
        for _ in range(rounds):
            for name, (model, _) in forms.items():
                time.sleep(0.05)
                for batch in batches[:warm_up]:
                    model(**batch)
                times[name].append([])
                for batch in batches:
                    before = time.perf_counter()
                    model(**batch)
                    times[name][-1].append(1000 * (time.perf_counter() - before))
    medians = {name: [statistics.median(one) for one in t] for name, t in times.items()}  # one a round
    first, found = next(iter(medians.values())), {}
    for name, t in times.items():
        every, ratios = sum(t, []), [a / b for a, b in zip(first, medians[name], strict=True)]
        found[name] = {"ms_median": statistics.median(every), "ms_p95": statistics.quantiles(every, n=20)[-1],
                       "ratio": statistics.median(ratios), "ratio_range": [min(ratios), max(ratios)]}
    return found


def table(forms, tokenizer, pairs, max_length=128):
    """Print what each form takes (megabytes, milliseconds a batch) and gives (accuracy) on `pairs`."""
    ids, labels = encode(tokenizer, pairs, max_length), torch.tensor(pairs["label"][:])
    single, sixteen = (latency(forms, tokenizer, ids, size, rounds=3, number=4, warm_up=2) for size in (1, 16))
    print(f"{'':28} {'MB':>6} {'accuracy':>9} {'ms, one pair':>13} {'ms, 16 pairs':>13} {'times as fast':>14}")
    for name, (model, megabytes) in forms.items():
        accuracy = 100 * (logits_of(model, tokenizer, ids).argmax(dim=1) == labels).float().mean().item()
        print(f"{name:28} {megabytes:6.1f} {accuracy:7.1f} % {single[name]['ms_median']:13.2f} {sixteen[name]['ms_median']:13.2f} "
              f"{sixteen[name]['ratio']:14.1f}")
