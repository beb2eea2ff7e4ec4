"""Does distillation help? Teacher, plain and distilled students, controls and sweeps, over seeds, on the embedded tickets.

    python benchmarks/experiment.py                trains what is missing, measures times, writes experiment.json and pictures
    python benchmarks/experiment.py --latency      measures the times alone (under 3 minutes, on a quiet machine)
    python benchmarks/experiment.py --mrpc FOLDER  also MRPC: train.jsonl and validation.jsonl with SetFit/mrpc's columns

A finished run is a line in build/experiment/runs.jsonl; started again, only the missing ones are trained. Every run keeps one
number a pair, its margin, and experiment_runs.jsonl is committed, so all statistics can be made again without training.

Written before any of these models answered a test pair (of the notebook's own recipe one run, of another seed, had been seen):
1. The improved recipe was chosen on validation pairs, on seeds 1 and 2, among some thirty, by accuracy and NLL there. Its plain twin
   has the same start, steps, batch size, rate, both orders and frozen embeddings, and the labelled pairs only; a pair without a
   label has nothing to teach without a teacher. It learns longer than suits it, so "plain" is compared too.
2. "A is better than B" means: the 95 % interval of the difference of their mean test accuracies, seeds and pairs resampled together
   (2,000 bootstrap draws), lies above zero. "Distillation helps" is that for distilled against plain of one recipe.
3. A control must not help: shuffled or random-head teacher against plain must not be "better".
4. Kept accuracy is the ratio of mean test accuracies. Targets: teacher 85 %; improved student 98 % of it at twice its speed; int8
   student 96 % at four times; speed at batch 16 against the teacher in PyTorch.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import transformers
from tqdm import tqdm

import figures
import summary
from recipes import LAB, Recipe, encode, guide_logits, load_models, margins, model_answer, read_pairs, start, train

sys.path.insert(0, str(LAB))
from kdlab import smaller

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "experiment"
SEEDS, FEW = range(10), range(3)
TEACHER = Recipe(lr=5e-5)
DISTILLED = Recipe(guide="teacher")
IMPROVED = Recipe(guide="teacher", steps=1878, lr=2e-4, temperature=1.0, alpha=0.9, unlabelled=True, both_orders=True,
                  frozen_words=True, layers=(0, 1, 3))
ARMS = {  # name: (recipe, seeds)
    "improved": (IMPROVED, SEEDS),
    "improved, plain": (replace(IMPROVED, guide="nobody", unlabelled=False), SEEDS),
    "plain": (Recipe(), SEEDS),
    "distilled": (DISTILLED, SEEDS),
    "label smoothing": (Recipe(label_smoothing=0.1), SEEDS),
    "shuffled teacher": (Recipe(guide="shuffled"), SEEDS),
    "random-head teacher": (Recipe(guide="random head"), SEEDS),
    **{f"improved, {less}": (replace(IMPROVED, **change), FEW) for less, change in {
        "labelled pairs only": {"unlabelled": False}, "every other layer": {"layers": (0, 2, 4)}, "one order": {"both_orders": False},
        "as many steps as plain": {"steps": 378}}.items()},
    **{f"temperature {t:g}": (replace(DISTILLED, temperature=t), FEW) for t in (1.0, 2.0, 5.0, 10.0)},
    **{f"alpha {a:g}": (replace(DISTILLED, alpha=a), FEW) for a in (0.3, 0.5, 0.9, 1.0)},
}


def ticket_pairs():
    """Pairs by what they are for; "transfer" holds the labelled pairs first, then those that only the teacher labels."""
    pairs = {split: read_pairs(LAB / "tickets", split) for split in ("train", "unlabelled", "validation", "test")}
    unlabelled = pairs.pop("unlabelled")
    return pairs | {"transfer": {column: values + unlabelled[column] for column, values in pairs["train"].items()}}


def mrpc_pairs(folder):
    """The last 400 training pairs stand in for validation, since `validation` is the test here."""
    rows = read_pairs(folder, "train")
    train_pairs = {column: values[:-400] for column, values in rows.items()}
    return {"train": train_pairs, "transfer": train_pairs, "validation": {c: values[-400:] for c, values in rows.items()},
            "test": read_pairs(folder, "validation"), "tickets": read_pairs(LAB / "tickets", "test")}


def run(arm, recipe, seed, folder=None):
    """Train one model and return its lines: margins on held-out pairs. A teacher's answers wait in build/ for its students."""
    torch.set_num_threads(1)
    before = time.perf_counter()
    data, pairs = ("mrpc", mrpc_pairs(folder)) if folder else ("tickets", ticket_pairs())
    teacher, student, tokenizer = load_models(recipe.layers)
    model, answers, guide = student, BUILD / f"{data}-answers-{seed}.pt", None
    learned = pairs["transfer" if recipe.unlabelled else "train"]
    if arm == "teacher":
        model = teacher
    elif recipe.guide == "random head":
        start(teacher, seed)
        guide = guide_logits(teacher, tokenizer, learned)
    elif recipe.guide != "nobody":
        guide = torch.load(answers)[:, :len(learned["label"])]
    train(model, recipe, learned, tokenizer, seed, guide)
    if arm == "teacher":
        torch.save(guide_logits(model, tokenizer, pairs["transfer"]), answers)
    forms = {arm: model_answer(model)}
    if arm == "improved":
        with tempfile.TemporaryDirectory() as scratch:
            forms["improved, int8"] = smaller.forms("student", model, scratch)["student, ONNX int8"][0]
    held_out = {split: rows for split, rows in pairs.items() if split not in ("train", "transfer")}
    lines = [{"data": data, "arm": name, "seed": seed, "seconds": 0, "margins": {
        split: margins(answer, tokenizer, rows) for split, rows in held_out.items()}} for name, answer in forms.items()]
    lines[0]["seconds"] = round(time.perf_counter() - before)
    return lines


def run_missing(jobs, log, data, workers=2):
    """Train those of `jobs`, a list of (arm, recipe, seed, folder), that have no line in `log`; each gets its line when it is done."""
    done = summary.read_runs(log)
    missing = [job for job in jobs if (data, job[0], job[2]) not in done]
    steps = sum(job[1].steps for job in jobs)
    bar = tqdm(total=steps, initial=steps - sum(job[1].steps for job in missing), desc=f"{data}, training steps", smoothing=0.05)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=signal.signal,
                             initargs=(signal.SIGINT, signal.SIG_DFL)) as pool:
        waiting = {pool.submit(run, *job): job for job in missing}
        try:
            for finished in as_completed(waiting):
                with log.open("a", encoding="utf-8") as file:
                    file.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in finished.result())
                bar.update(waiting[finished][1].steps)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise SystemExit("\nStopped. What is finished is kept; the same command goes on from here.") from None


def latency():
    """Times of every form of both models, untrained, since weights do not change them."""
    *models, tokenizer = load_models()
    ids, rows = encode(tokenizer, read_pairs(LAB / "tickets", "test")), []
    by_length = sorted(ids, key=len)
    quarter = len(ids) // 4
    lengths = {"as they come": ids, "short": by_length[:quarter], "long": by_length[-quarter:]}
    with tempfile.TemporaryDirectory() as folder:
        forms = {form: found for name, model in zip(("teacher", "student"), models, strict=True)
                 for form, found in smaller.forms(name, model, folder).items()}
        for kind, size in tqdm([("as they come", size) for size in (1, 8, 16, 32)] + [("short", 16), ("long", 16)], desc="latency"):
            for form, times in smaller.latency(forms, tokenizer, lengths[kind], size, number=16).items():
                rows.append({"form": form, "pairs": kind, "batch": size, "megabytes": round(forms[form][1], 1),
                             **{name: np.round(value, 3).tolist() for name, value in times.items()}})
    return {"date": time.strftime("%Y-%m-%d"), "processor": platform.processor() or platform.machine(),
            "threads": torch.get_num_threads(), "rows": rows}


def plan(folder):
    if folder is None:
        teachers = [("teacher", TEACHER, seed, None) for seed in SEEDS]
        return teachers, [(arm, recipe, seed, None) for group in (SEEDS, FEW) for seed in group  # a seed's arms together
                          for arm, (recipe, seeds) in ARMS.items() if seeds == group]
    steps = 3 * 205  # 3 epochs of 3,268 pairs
    teachers = [("teacher", replace(TEACHER, steps=steps), seed, folder) for seed in FEW]
    return teachers, [(arm, replace(ARMS[arm][0], steps=steps), seed, folder) for arm in ("plain", "distilled") for seed in FEW]


def about(runs):
    return {"date": time.strftime("%Y-%m-%d"), "python": platform.python_version(), "torch": torch.__version__,
            "transformers": transformers.__version__, "onnxruntime": onnxruntime.__version__, "numpy": np.__version__,
            "device": "cpu", "processor": platform.processor() or platform.machine(),
            "bfloat16": torch.cpu.get_capabilities().get("avx512_bf16", False),
            "threads_a_run": 1, "runs_at_once": 2, "training_minutes": round(sum(line["seconds"] for line in runs.values()) / 120),
            "recipes": {"teacher": asdict(TEACHER)} | {arm: asdict(recipe) for arm, (recipe, _) in ARMS.items()},
            "seeds": {arm: len(seeds) for arm, (_, seeds) in ARMS.items()}, "rule": __doc__[__doc__.index("Written before"):].strip()}


def main():
    parser = argparse.ArgumentParser(description="Does distillation help? Trains, measures, writes experiment.json.")
    parser.add_argument("--latency", action="store_true", help="train nothing, measure the times alone")
    parser.add_argument("--mrpc", metavar="FOLDER", help="also train on MRPC, from this folder")
    options = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    BUILD.mkdir(parents=True, exist_ok=True)
    if not options.latency:
        for folder in [None] + [options.mrpc] * bool(options.mrpc):
            for jobs in plan(folder):
                run_missing(jobs, BUILD / "runs.jsonl", "mrpc" if folder else "tickets")
        shutil.copy(BUILD / "runs.jsonl", summary.RUNS)
    summary.LATENCY.write_text(json.dumps(latency(), indent=1) + "\n", encoding="utf-8")
    runs = summary.read_runs(summary.RUNS)
    summary.write({"about": about(runs)} | summary.mrpc(runs, options.mrpc))
    figures.draw()


if __name__ == "__main__":
    main()
