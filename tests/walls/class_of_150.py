"""A class of 150, attackers and honest students mixed, on a busy machine behind all walls: `python tests/walls/class_of_150.py`.

By hand: it takes half an hour. Prints what it found, and ends with 1 where an attacker gained, an honest student lost, a process of
the grader's took a gigabyte, or the class took longer than its limits together.
"""
import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("tests/walls", "tests/helpers", "solutions/distillation", ".")]

from test_class_of_attacks import Watch, submission  # noqa: E402

from attacks import ATTACKS, Machine  # noqa: E402
from autograder.classroom.worker import MEMORY  # noqa: E402
from autograder.judging.questions import QUESTIONS  # noqa: E402
from autograder.submission.machine import Settings  # noqa: E402
from lab import lean, notebook  # noqa: E402

FULL = 19  # points of 20: the last is a person's


def burn():
    while True:
        sum(range(100_000))


def made(machine, folder, size):
    """Write the class, of whom each third is honest. Returns (the attacks by student, the honest students)."""
    attacks, attackers, honest = random.Random(0).sample(ATTACKS, min(size, len(ATTACKS))), {}, []
    for number in range(size):
        if number % 3 == 0 or not attacks:
            name, nb = f"{number:03} honest", lean(notebook())
            honest.append(name)
        else:
            attack = attacks.pop()
            name, nb = f"{number:03} {attack.name}", submission(machine, attack)
            attackers[name] = attack
        nbformat.write(nb, folder / f"{name}.ipynb")
    return attackers, honest


def gains(attack, row):
    """What an attacker has more than the code is worth."""
    asked = list(QUESTIONS) if attack.question == "*" else [attack.question]
    return max(0, sum(row["questions"][question]["points"] for question in asked) - attack.earns)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=150)
    parser.add_argument("--load", type=float, default=6, help="the load to bring this machine to (default 6)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=120)
    args = parser.parse_args()
    lacking = round(max(0, args.load - os.getloadavg()[0] - args.jobs))
    burners = [multiprocessing.Process(target=burn, daemon=True) for _ in range(lacking)]
    for burner in burners:
        burner.start()
    with tempfile.TemporaryDirectory() as folder, Machine({"compression": ""}) as machine:
        here = Path(folder)
        here.chmod(0o755)
        (here / "submissions").mkdir()
        attackers, honest = made(machine, here / "submissions", args.size)
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "autograder", "grade", here / "submissions", "--out", here / "out", "--jobs",
                                    str(args.jobs), "--timeout", str(args.timeout), "--memory", "1G"], cwd=ROOT)
        watch = Watch(process)
        watch.start()
        code, loads = None, []
        while code is None:
            loads.append(os.getloadavg()[0])
            try:
                code = process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        seconds = time.monotonic() - started
        watch.done.set()
        watch.join()
        rows = {row["student_id"]: row for row in map(json.loads, (here / "out" / "results.jsonl").read_text().splitlines())}
    for burner in burners:
        burner.kill()
    limit = args.size / args.jobs * Settings(timeout=args.timeout).longest
    wrong = {"exit code": code,
             "without a row": sorted({*attackers, *honest} - rows.keys()),
             "gained": {name: gained for name, attack in attackers.items() if name in rows and (gained := gains(attack, rows[name]))},
             "honest, and lost": {name: (rows[name]["status"], rows[name]["score"]) for name in honest if name in rows
                                  and (rows[name]["status"], rows[name]["score"]) != ("graded", FULL)},
             "memory of a process in MB": watch.peak if watch.peak * 1e6 > MEMORY else 0,
             "seconds over the limit": max(0, seconds - limit)}
    print(f"{len(attackers)} attackers, {len(honest)} honest, load {min(loads):.1f} to {max(loads):.1f}, {args.jobs} jobs: "
          f"{seconds:.0f} s of {limit:.0f}, at most {watch.peak:.0f} MB in a process of the grader's.")
    for what, found in wrong.items():
        print(f"{'✗' if found else '✓'} {what}: {found or 'none'}")
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
