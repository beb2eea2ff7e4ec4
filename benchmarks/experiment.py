"""Does distillation help? Teacher, plain and distilled students, controls and sweeps, over seeds, on the embedded tickets.

    python benchmarks/experiment.py                trains what is not trained yet, then writes experiment.json
    python benchmarks/experiment.py --latency      measures the milliseconds alone (under 3 minutes, on a quiet machine)
    python benchmarks/experiment.py --mrpc FOLDER  also MRPC: train.jsonl and validation.jsonl with SetFit/mrpc's columns

A finished run is a line in build/experiment/runs.jsonl; started again, only the missing ones are trained. Every run keeps one
number a pair, its margin, and experiment_runs.jsonl is committed, so all statistics can be made again without training.

Written before any of these models answered a test pair:
1. The improved recipe was chosen on validation pairs, on seed 1 alone, by its KL to the teacher there, which is less noisy than the
   accuracy on 400 pairs; two others came nearer and were left out, one for twice the steps, one for starting from the fine-tuned
   teacher. Its plain twin has the same start, steps, batch size, rate, both orders and frozen embeddings, and the labelled pairs
   only; a pair without a label has nothing to teach without a teacher. It learns longer than suits it, so "plain" is compared too.
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

import summary
from recipes import LAB, Recipe, load_models, margins, read_pairs, start, train

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "experiment"
SEEDS, FEW = range(10), range(3)
TEACHER = Recipe(lr=5e-5)
DISTILLED = Recipe(guide="teacher")
IMPROVED = Recipe(guide="teacher", steps=1878, lr=2e-4, alpha=0.9, unlabelled=True, both_orders=True, frozen_words=True, hidden=20.0,
                  swap=0.3)
PATIENT = Recipe(guide="teacher", steps=1878, lr=1e-4, alpha=0.9, unlabelled=True, both_orders=True)
ARMS = {  # name: (recipe, seeds)
    "improved": (IMPROVED, SEEDS),
    "improved, plain": (replace(IMPROVED, guide="nobody", unlabelled=False, hidden=0.0, swap=0.0), SEEDS),
    "plain": (Recipe(), SEEDS),
    "distilled": (DISTILLED, SEEDS),
    "label smoothing": (Recipe(label_smoothing=0.1), SEEDS),
    "shuffled teacher": (Recipe(guide="shuffled"), SEEDS),
    "random-head teacher": (Recipe(guide="random head"), SEEDS),
    "step: unlabelled pairs, both orders": (PATIENT, FEW),
    "step: frozen embeddings, rate 2e-4": (replace(PATIENT, frozen_words=True, lr=2e-4), FEW),
    "step: hidden states": (replace(IMPROVED, swap=0.0), FEW),
    **{f"temperature {t:g}": (replace(DISTILLED, temperature=t), FEW) for t in (1.0, 2.0, 5.0, 10.0)},
    **{f"alpha {a:g}": (replace(DISTILLED, alpha=a), FEW) for a in (0.3, 0.5, 0.9, 1.0)},
}


def ticket_pairs(unlabelled=False):
    train_pairs = read_pairs(LAB / "tickets", "train")
    more = read_pairs(LAB / "tickets", "unlabelled") if unlabelled else {column: [] for column in train_pairs}
    return {column: train_pairs[column] + more[column] for column in train_pairs}


def mrpc_pairs(folder):
    """The last 400 training pairs stand in for validation, since `validation` is the test here."""
    rows = read_pairs(folder, "train")
    return {"train": {c: r[:-400] for c, r in rows.items()}, "validation": {c: r[-400:] for c, r in rows.items()},
            "test": read_pairs(folder, "validation"), "tickets": read_pairs(LAB / "tickets", "test")}


def run(arm, recipe, seed, folder=None):
    """Train one model (its teacher waits in build/, unless it is the teacher) and return its lines: margins on held-out pairs."""
    torch.set_num_threads(1)
    before = time.perf_counter()
    teacher, student, tokenizer = load_models()
    data = "mrpc" if folder else "tickets"
    saved = BUILD / f"{data}-teacher-{seed}.pt"
    held_out = mrpc_pairs(folder) if folder else {split: read_pairs(LAB / "tickets", split) for split in ("validation", "test")}
    pairs = held_out.pop("train", None) or ticket_pairs(recipe.unlabelled)
    if arm == "teacher":
        model, guide = teacher, None
    else:
        model, guide = student, None if recipe.guide == "nobody" else teacher
        start(teacher, seed)
        if recipe.guide in ("teacher", "shuffled"):
            teacher.load_state_dict(torch.load(saved))
    train(model, recipe, pairs, tokenizer, seed, guide)
    model.eval()
    if arm == "teacher":
        torch.save(model.state_dict(), saved)
    answers = {arm: (lambda **inputs: model(**inputs).logits)}
    if arm == "improved":
        from smaller import int8
        answers["improved, int8"], _ = int8(model, threads=1)
    seconds = time.perf_counter() - before
    return [{"data": data, "arm": name, "seed": seed, "seconds": round(seconds), "margins": {
        split: margins(answer, tokenizer, rows) for split, rows in held_out.items()}} for name, answer in answers.items()]


def run_missing(jobs, log, data, workers=2):
    """Train those of `jobs`, a list of (arm, recipe, seed, folder), that have no line in `log`; each gets its line when it is done."""
    done = summary.read_runs(log)
    missing = [job for job in jobs if (data, job[0], job[2]) not in done]
    bar = tqdm(total=sum(job[1].steps for job in jobs), desc=f"{data}, training steps", smoothing=0.05)
    bar.update(sum(job[1].steps for job in jobs) - sum(job[1].steps for job in missing))
    bar.unpause()
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
    parser.add_argument("--latency", action="store_true", help="measure the milliseconds alone")
    parser.add_argument("--mrpc", metavar="FOLDER", help="also train on MRPC, from this folder")
    options = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if options.latency:
        from smaller import latency
        found = {"date": time.strftime("%Y-%m-%d"), "processor": platform.processor() or platform.machine(),
                 "threads": torch.get_num_threads(), "rows": latency(read_pairs(LAB / "tickets", "test"))}
        summary.LATENCY.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    for folder in [None] + [options.mrpc] * bool(options.mrpc):
        for jobs in plan(folder):
            run_missing(jobs, BUILD / "runs.jsonl", "mrpc" if folder else "tickets")
    shutil.copy(BUILD / "runs.jsonl", summary.RUNS)
    runs = summary.read_runs(summary.RUNS)
    summary.write({"about": about(runs)} | summary.mrpc(runs, options.mrpc))


if __name__ == "__main__":
    main()
