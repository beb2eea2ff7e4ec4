"""Does distillation help? Teacher, plain and distilled students, controls and sweeps, over seeds, on the embedded tickets.

    python benchmarks/experiment.py                trains what is missing, measures times, writes experiment.json and pictures
    python benchmarks/experiment.py --latency      measures the times alone (under 3 minutes, on a quiet machine)
    python benchmarks/experiment.py --mrpc FOLDER  also MRPC: train.jsonl and validation.jsonl with SetFit/mrpc's columns

A finished run is a line in build/experiment/runs.jsonl; started again, only the missing ones are trained. Every run keeps one
number a pair, its margin, and experiment_runs.jsonl is committed, so all statistics can be made again without training.

Written before any of these models answered a test pair:
1. Steps, rates, numbers of unlabelled pairs and starts were chosen on validation pairs with other seeds, by accuracy there. A twin
   ("plain") has its recipe's start, steps, batch size and rate, and the labelled pairs only; a pair without a label has nothing to
   teach without a teacher.
2. Every model's threshold, the untrained cosine's too, is the one that answers most validation pairs right. (That is later than the
   rest: for two seeds, trained models had kept the threshold that they learned, and been seen so on the test pairs; and students of
   an earlier form, with all of their neurons, had been seen there for four.)
3. "A is better than B" means: the 95 % interval of the difference of their mean test accuracies, seeds and requests resampled
   together (2,000 bootstrap draws), lies above zero. "Distillation helps" is that for distilled against plain of one recipe.
4. A control must not help: shuffled or random-head teacher against plain must not be "better".
5. Kept accuracy is the ratio of mean test accuracies. Targets, kept and times as fast at batch 16 against the teacher in PyTorch:
   distilled 97.5 %, 2; improved 99 %, 2; smallest 97 %, 4. Teacher against the untrained cosine of its own weights: +3 points.
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
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import transformers
from tqdm import tqdm

import figures
import guides
import summary
from recipes import (
    LAB,
    SETTINGS,
    Recipe,
    answers,
    encode,
    first,
    joined,
    last,
    load_model,
    margins,
    read_pairs,
    train,
)

sys.path.insert(0, str(LAB))
import kdlab
from kdlab import smaller, towers
from kdlab.models import STUDENTS

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "experiment"
SEEDS, FEW = range(10), range(2)
TEACHER = Recipe("teacher", lr=SETTINGS.teacher_lr, steps=189)
DISTILLED = Recipe(guide="teacher", steps=315, unlabelled=680)
IMPROVED = Recipe(guide="teacher", steps=500, unlabelled=7000, alpha=1.0, candidates=True)
RECIPES = {"distilled": DISTILLED, "improved": IMPROVED, "smallest": replace(IMPROVED, model="two narrow layers")}
ARMS = {  # name: (recipe, seeds)
    **{name: (recipe, SEEDS) for name, recipe in RECIPES.items()},
    **{summary.PLAIN[name]: (replace(recipe, guide="nobody", unlabelled=0, candidates=False), SEEDS)
       for name, recipe in RECIPES.items()},
    "cross-encoder": (replace(TEACHER, model="cross-encoder"), FEW),
    "labelled pairs only": (replace(DISTILLED, unlabelled=0), FEW),
    "distilled, others' doubt": (replace(DISTILLED, guide="others' doubt"), FEW),
    **{f"{name}, {guide}": (replace(recipe, guide=guide), FEW)
       for name, recipe in RECIPES.items() for guide in guides.CONTROLS},
    "distilled, as cut": (replace(DISTILLED, model="three layers, as cut"), FEW),
    "plain, as cut": (replace(DISTILLED, model="three layers, as cut", guide="nobody", unlabelled=0), FEW),
    **{f"temperature {t:g}": (replace(DISTILLED, temperature=t), FEW) for t in (1.0, 10.0)},
    **{f"alpha {a:g}": (replace(DISTILLED, alpha=a), FEW) for a in (0.3, 1.0)},
}
UNTRAINED = {"untrained cosine": "teacher"} | {f"untrained cosine, {name}": name for name in (
    *STUDENTS, *(f"{name}, as cut" for name in STUDENTS))}


def ticket_pairs():
    return {split: read_pairs(LAB / "tickets", split) for split in ("train", "unlabelled", "validation", "test")}


def mrpc_pairs(folder):
    """The last 400 training pairs stand in for validation, since `validation` is the test here; nobody's pairs are unlabelled."""
    rows = read_pairs(folder, "train")
    return {"train": first(rows, -400), "unlabelled": first(rows, 0), "validation": last(rows, 400),
            "test": read_pairs(folder, "validation"), "tickets": read_pairs(LAB / "tickets", "test"),
            "tickets, validation": read_pairs(LAB / "tickets", "validation")}


def guide_of(recipe, seed, pairs, kept):
    """Whoever guides this recipe, on the pairs that it learns from, or None. `kept`: where a trained teacher's answers are."""
    if recipe.guide == "nobody":
        return None
    if recipe.guide == "random head":
        return guides.random_head(*load_model("teacher"), pairs, seed)
    guide = guides.Guide(**torch.load(kept)).of_first(len(pairs["label"]))
    if recipe.guide == "shuffled":
        return guides.shuffled(guide)
    return guides.others_doubt(guide, seed) if recipe.guide == "others' doubt" else guide


def run(arm, recipe, seed, folder=None):
    """Train one model and return its lines: margins on held-out pairs. A teacher's answers wait in build/ for its students."""
    torch.set_num_threads(1)
    before = time.perf_counter()
    data, pairs = ("mrpc", mrpc_pairs(folder)) if folder else ("tickets", ticket_pairs())
    model, tokenizer = load_model(recipe.model)
    kept = BUILD / f"{data}-teacher-{seed}.pt"
    if recipe.steps:
        learned = joined(pairs["train"], first(pairs["unlabelled"], recipe.unlabelled))
        train(model, recipe, learned, tokenizer, seed, guide_of(recipe, seed, learned, kept))
    if arm == "teacher":
        torch.save(asdict(guides.trained(model, tokenizer, joined(pairs["train"], pairs["unlabelled"]))), kept)
    held_out = {split: encode(tokenizer, rows) for split, rows in pairs.items() if split not in ("train", "unlabelled")}
    model.eval()
    logits = (partial(towers.logits_of, model, tokenizer) if kdlab.is_two_towers(model) else
              partial(answers, lambda **inputs: model(**inputs).logits, tokenizer))
    found = {arm: {split: logits(ids) for split, ids in held_out.items()}}
    if arm in ("improved", "smallest"):
        with tempfile.TemporaryDirectory() as scratch:
            int8 = smaller.forms("student", model, scratch)["student, ONNX int8"][0]
            found[f"{arm}, int8"] = {split: towers.logits_of(int8, tokenizer, ids) for split, ids in held_out.items()}
    lines = [{"data": data, "arm": name, "seed": seed, "seconds": 0, "margins": {split: margins(z) for split, z in splits.items()}}
             for name, splits in found.items()]
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
            for worker in active_children():
                worker.terminate()
            pool.shutdown(cancel_futures=True)
            raise SystemExit("\nStopped. What is finished is kept; the same command goes on from here.") from None


def latency():
    """Times of every form of the models, untrained, since weights do not change them, and of a cross-encoder for what it takes."""
    models, rows = {name: load_model(name) for name in ("teacher", *STUDENTS)}, []
    tokenizer = models["teacher"][1]
    ids = encode(tokenizer, read_pairs(LAB / "tickets", "test"))
    with tempfile.TemporaryDirectory() as folder:
        forms = {form: found for name, (model, _) in models.items() for form, found in smaller.forms(name, model, folder).items()}
        forms["cross-encoder"] = smaller.as_it_is(kdlab.as_cross_encoder(models["teacher"][0]))
        for size in tqdm((1, 16), desc="latency"):
            for form, times in smaller.latency(forms, tokenizer, ids, size).items():
                rows.append({"form": form, "batch": size, "megabytes": round(forms[form][1], 1),
                             **{name: np.round(value, 3).tolist() for name, value in times.items()}})
    return {"date": time.strftime("%Y-%m-%d"), "processor": platform.processor() or platform.machine(),
            "threads": torch.get_num_threads(), "rows": rows}


def plan(folder):
    if folder is None:
        untrained = [(arm, Recipe(name, steps=0), 0, None) for arm, name in UNTRAINED.items()]
        teachers = [("teacher", TEACHER, seed, None) for seed in SEEDS]
        return untrained + teachers, [(arm, recipe, seed, None) for group in (SEEDS, FEW) for seed in group  # a seed's arms together
                                      for arm, (recipe, seeds) in ARMS.items() if seeds == group]
    steps = 205  # once through 3,268 pairs
    arms = {"plain": Recipe(steps=steps), "distilled": replace(DISTILLED, steps=steps, unlabelled=0)}
    teachers = [("teacher", replace(TEACHER, steps=steps), seed, folder) for seed in FEW]
    return [("untrained cosine", Recipe("teacher", steps=0), 0, folder)] + teachers, [
        (arm, recipe, seed, folder) for arm, recipe in arms.items() for seed in FEW]


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this ends its workers too
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
