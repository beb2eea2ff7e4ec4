"""Smaller and faster still: the student as ONNX, its weights as int8, and what each form costs in milliseconds and megabytes."""
import copy
import logging
import statistics
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tqdm import tqdm

from recipes import encode, load_models, pad


def export(model, path):
    """Write a float32 ONNX file that takes any batch size and any length."""
    plain = copy.deepcopy(model)
    plain.__class__ = type(model).__mro__[1]  # without the lab's bfloat16
    plain.eval()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it misses a torchvision that it does not need
    example = torch.full((2, 12), 1000)
    batch, tokens = torch.export.Dim("batch", max=512), torch.export.Dim("tokens", min=2, max=512)
    shapes = {name: {0: batch, 1: tokens} for name in ("input_ids", "attention_mask")}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="torch.onnx")
        warnings.filterwarnings("ignore", category=FutureWarning, module="copyreg")
        torch.onnx.export(plain, (), path, kwargs={"input_ids": example, "attention_mask": torch.ones_like(example)}, dynamo=True,
                          dynamic_shapes=shapes, input_names=list(shapes), output_names=["logits"], external_data=False, verbose=False)


def quantise(path, smaller):
    """Weights as 8-bit integers, a scale for each column; activations are quantised as they come."""
    logging.getLogger().setLevel(logging.ERROR)  # it advises a pre-processing that is made for convolutions
    quantize_dynamic(path, smaller, weight_type=QuantType.QInt8, per_channel=True)


def session(path, threads):
    """A function from the model's inputs to logits (B, C), computed by ONNX Runtime on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    found = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda **inputs: found.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})[0]


def int8(model, threads):
    """The int8 form of a student as a function, and its size on disk in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        export(model, Path(folder, "student.onnx"))
        quantise(Path(folder, "student.onnx"), Path(folder, "int8.onnx"))
        return session(Path(folder, "int8.onnx"), threads), Path(folder, "int8.onnx").stat().st_size


def forms(folder):
    """{name: (function from inputs to logits, bytes on disk)}. Weights do not change the time, so these are untrained."""
    threads, found = torch.get_num_threads(), {}
    teacher, student, tokenizer = load_models()
    for name, model in ("teacher", teacher), ("student", student):
        path, small = Path(folder, f"{name}.onnx"), Path(folder, f"{name}.int8.onnx")
        size = sum(p.numel() * p.element_size() for p in model.parameters())
        model.eval()
        export(model, path)
        quantise(path, small)
        found[f"{name}, PyTorch"] = (lambda model=model, **inputs: model(**inputs).logits), size
        found[f"{name}, ONNX"] = session(path, threads), path.stat().st_size
        found[f"{name}, ONNX int8"] = session(small, threads), small.stat().st_size
    return found, tokenizer


def latency(pairs, rounds=5, number=8, warm_up=3):
    """Milliseconds a batch of every form at batch 1, 8, 16 and 32, on the pairs as they come, the shortest, and the longest.

    The forms take turns, a round each, with a pause between so that no library's waiting threads disturb the next; `ratio` is how
    many times as fast as the teacher in PyTorch: the median over rounds, and their range. Returns a list of rows.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        found, tokenizer = forms(folder)
        ids = encode(tokenizer, pairs)
        by_length = sorted(ids, key=len)
        lengths = {"as they come": ids, "short": by_length[:len(ids) // 4], "long": by_length[-(len(ids) // 4):]}
        cases = [("as they come", size) for size in (1, 8, 16, 32)] + [("short", 16), ("long", 16)]
        for kind, size in tqdm(cases, desc="latency"):
            dice = np.random.default_rng(0)
            inputs = [pad(tokenizer, [lengths[kind][i] for i in dice.choice(len(lengths[kind]), size, replace=False)])
                      for _ in range(number)]
            times = {name: [] for name in found}  # a list a round
            for _ in range(rounds):
                for name, (answer, _) in found.items():
                    time.sleep(0.05)
                    for batch in inputs[:warm_up]:
                        answer(**batch)
                    times[name].append([])
                    for batch in inputs:
                        before = time.perf_counter()
                        answer(**batch)
                        times[name][-1].append(1000 * (time.perf_counter() - before))
            medians = {name: np.median(t, axis=1) for name, t in times.items()}  # (rounds,)
            for name, (_, size_on_disk) in found.items():
                ratios, every = medians["teacher, PyTorch"] / medians[name], np.concatenate(times[name])
                rows.append({
                    "form": name, "pairs": kind, "batch": size,
                    "tokens": statistics.mean(b["input_ids"].shape[1] for b in inputs),
                    "ms_median": round(float(np.median(every)), 3), "ms_p95": round(float(np.percentile(every, 95)), 3),
                    "ratio": round(float(np.median(ratios)), 2),
                    "ratio_range": [round(float(r), 2) for r in (ratios.min(), ratios.max())],
                    "megabytes": round(size_on_disk / 1e6, 1)})
    return rows
