"""How long a class takes: stock nbgrader on empty notebooks, and this grader cold, warm and on Dask, in one run on one machine.

    python benchmarks/class_speed.py                 the table, into class_speed.json beside this file
    python benchmarks/class_speed.py --sizes 20 100 500 2000      time and memory against the size of the class, into the same file

Times of a shared machine drift: only the ratios of one run mean something. otter-grader has a row where it is installed in an
environment of its own, named by OTTER (its `otter` command).
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
from tqdm import tqdm

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "submissions"
RESULTS = Path(__file__).with_suffix(".json")
SEED = 0
SLOW = "\nimport time\ntime.sleep(3)\n"
ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def make_class(folder, size):
    """A folder of `size` submissions: each answer right or (one in three) wrong, one student in twenty slow, the same for a size."""
    dice = random.Random(SEED)
    source = nbformat.read(ROOT / "solutions" / "distillation" / "distillation.ipynb", as_version=4)
    answers = {(question.name, kind): sorted((question / kind).glob("*.py"))
               for question in CORPUS.iterdir() if (question / "right").is_dir() for kind in ("right", "wrong")}
    folder.mkdir()
    for number in range(size):
        nb = nbformat.reads(nbformat.writes(source), as_version=4)
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if (name, "right") in answers:
                cell.source = dice.choice(answers[name, dice.choice(("right", "right", "wrong"))]).read_text()
                if name == "loss_curves" and dice.random() < 0.05:
                    cell.source += SLOW
        nbformat.write(nb, folder / f"student{number:04}.ipynb")
    return folder


def measured(command, cwd=ROOT):
    """(seconds, peak megabytes of the whole process tree) of a command. Raises RuntimeError with its last words."""
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(list(map(str, command)), cwd=cwd, env=ENVIRONMENT, text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = []
    reader = threading.Thread(target=lambda: words.extend(process.stderr))
    reader.start()
    while process.poll() is None:
        peak = max(peak, memory_of_tree(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(2)
    reader.join()
    if process.returncode:
        raise RuntimeError(f"{command}: {''.join(words)[-2000:]}")
    return time.perf_counter() - started, peak / 1e6


def memory_of_tree(pid):
    """Bytes, each shared page counted once."""
    used = 0
    try:
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            try:
                used += process.memory_full_info().pss
            except psutil.Error:
                pass
    except psutil.Error:
        pass
    return used


def ours(submissions, out, *flags):
    return measured([sys.executable, "-m", "autograder", "grade", submissions, "--out", out, *flags])


def stock(folder, size):
    """Seconds of stock nbgrader's autograde on notebooks with one trivial test."""
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    nb.cells = [nbformat.v4.new_code_cell("assert True", metadata={"nbgrader": {
        "grade": True, "grade_id": "test", "locked": True, "points": 1, "schema_version": 3, "solution": False, "task": False}})]
    (folder / "source" / "empty").mkdir(parents=True)
    nbformat.write(nb, folder / "source" / "empty" / "empty.ipynb")
    measured(["nbgrader", "generate_assignment", "empty"], folder)
    for number in range(size):
        submitted = folder / "submitted" / f"student{number:04}" / "empty"
        submitted.mkdir(parents=True)
        nbformat.write(nbformat.read(folder / "release" / "empty" / "empty.ipynb", as_version=4), submitted / "empty.ipynb")
    return measured(["nbgrader", "autograde", "empty"], folder)


def otter(folder, size):
    """Seconds of `otter run` for each of as many notebooks with one trivial test."""
    (folder / "tests").mkdir(parents=True)
    (folder / "out").mkdir()
    (folder / "tests" / "q1.py").write_text('OK_FORMAT = True\ntest = {"name": "q1", "points": 1, "suites": [{"type": "doctest", '
                                            '"cases": [{"code": ">>> 1 + 1\\n2"}]}]}\n')
    (folder / "otter_config.json").write_text("{}")
    subprocess.run(["zip", "-qr", "autograder.zip", "tests", "otter_config.json"], cwd=folder, check=True)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")], metadata={"kernelspec": {
        "name": "python3", "display_name": "Python 3", "language": "python"}})
    nbformat.write(nb, folder / "empty.ipynb")
    runs = [measured([os.environ["OTTER"], "run", "empty.ipynb", "-a", "autograder.zip", "-o", "out"], folder) for _ in range(size)]
    return sum(seconds for seconds, _ in runs), max(peak for _, peak in runs)


def on_dask(submissions, folder, workers):
    """Seconds and megabytes of the grader with a scheduler and `workers` workers of one core each; theirs is not counted."""
    scheduler = subprocess.Popen(["dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file",
                                  str(folder / "scheduler.json")], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    started = [scheduler]
    try:
        while not (folder / "scheduler.json").exists() or not (folder / "scheduler.json").read_text():
            time.sleep(0.1)
        address = json.loads((folder / "scheduler.json").read_text())["address"]
        worker = ["dask", "worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
        started += [subprocess.Popen(worker, env={**ENVIRONMENT, "OMP_NUM_THREADS": "1"}, cwd=ROOT, stderr=subprocess.DEVNULL)
                    for _ in range(workers)]
        ours(make_class(folder / "first", workers), folder / "first_out", "--scheduler", address)  # the workers are warm from here on
        return ours(submissions, folder / "out", "--scheduler", address)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def table(size):
    rows = {}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        submissions = make_class(scratch / "submissions", size)
        cold = make_class(scratch / "cold", 1)
        measurements = {"stock nbgrader, empty notebooks": lambda: stock(scratch / "stock", size),
                        "ours": lambda: ours(submissions, scratch / "ours"),
                        "ours, one core": lambda: ours(submissions, scratch / "one", "--jobs", 1),
                        "ours, no walls": lambda: ours(submissions, scratch / "none", "--sandbox", "none"),
                        "ours, cold: a new command for each": lambda: cold_runs(cold, scratch / "each", max(3, size // 20)),
                        "ours on Dask, one worker": lambda: on_dask(submissions, folder_for(scratch / "dask1"), 1),
                        "ours on Dask, two workers": lambda: on_dask(submissions, folder_for(scratch / "dask2"), 2)}
        if "OTTER" in os.environ:
            measurements["otter run, empty notebooks"] = lambda: otter(scratch / "otter", max(3, size // 20))
        for name, measure in (bar := tqdm(measurements.items())):
            bar.set_description(name)
            seconds, megabytes = measure()
            count = max(3, size // 20) if "cold" in name or "otter" in name else size
            rows[name] = {"submissions": count, "seconds": round(seconds, 1), "seconds_each": round(seconds / count, 3),
                          "peak_mb": round(megabytes)}
            tqdm.write(f"{name:40} {rows[name]}")
    return rows


def cold_runs(submissions, out, count):
    runs = [ours(submissions, f"{out}{number}", "--jobs", 1) for number in range(count)]
    return sum(seconds for seconds, _ in runs), max(peak for _, peak in runs)


def folder_for(path):
    path.mkdir()
    return path


def curve(sizes):
    rows = []
    for size in tqdm(sizes):
        with tempfile.TemporaryDirectory() as scratch:
            seconds, megabytes = ours(make_class(Path(scratch, "submissions"), size), Path(scratch, "out"))
        rows.append({"submissions": size, "seconds": round(seconds, 1), "seconds_each": round(seconds / size, 3),
                     "peak_mb": round(megabytes)})
        tqdm.write(str(rows[-1]))
    return rows


def processor():
    """Its name, and the widest arithmetic that Linux says it has."""
    about = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().replace("\t", "").split("\n\n")[0].splitlines())
    widths = {"avx512_bf16": "AVX-512 and bfloat16", "avx512f": "AVX-512", "avx2": "AVX2"}
    flags = about.get("flags", "").split()
    name = about.get("model name", platform.machine()).strip()
    return ", ".join([name, *(width for flag, width in widths.items() if flag in flags)][:2])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100, help="submissions for the table (default 100)")
    parser.add_argument("--sizes", type=int, nargs="+", help="only the curve: classes of these sizes")
    args = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    found = results.setdefault(processor(), {})
    found |= {"cores": os.cpu_count(), "python": platform.python_version()}
    found |= {"curve": curve(args.sizes)} if args.sizes else {"table": table(args.size)}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
