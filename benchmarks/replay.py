"""How fast one grader's main process takes results, and what memory that needs: a graded submission, handed in by many names.

    python benchmarks/replay.py --sizes 500 1000                                  into SQLite
    python benchmarks/replay.py --sizes 500 --db postgresql://user@host/name      into an empty database of this name

All of a class but the grading itself: the download read, row, page and gradebook of each submission written, tables, report. It is the
share that no further worker takes off.
"""
from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from autograder.classroom.grade import grade_class
from autograder.submission.grading import grade_submission
from autograder.submission.machine import Settings
from class_speed import make_class

TRUSTED = Settings(sandbox="none")  # the one that is graded is ours


class Known(Executor):
    """Gives everybody the grade of one."""
    died = ()

    def __init__(self, graded):
        self.graded = graded

    def submit(self, function, /, student_id, data, *rest):
        future = Future()
        future.set_result(replace(self.graded, row={**self.graded.row, "student_id": student_id}))
        return future

    def width(self):
        return 4

    def kill(self):
        pass


def measure(graded, file, size, db, said):
    """Sends (seconds on the clock, seconds of processor time, peak memory in bytes) of a class of `size`."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "class").mkdir()
        for number in range(size):
            Path(scratch, "class", f"student{number:05}.ipynb").write_bytes(file.read_bytes())
        before, begun = time.process_time(), time.perf_counter()
        grade_class(Path(scratch, "class"), Path(scratch, "out"), TRUSTED, lambda: Known(graded), db)
        said.send((time.perf_counter() - begun, time.process_time() - before,
                   resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000], help="submissions (default 500 1000)")
    parser.add_argument("--db", help="an empty gradebook, as postgresql://user@host/name; then one size (default: SQLite)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file, = make_class(Path(scratch, "one"), 1).iterdir()
        graded = grade_submission("one", file.read_bytes(), TRUSTED)
        print("| submissions | rows a second | processor time a row | peak memory |\n|---|---|---|---|")
        for size in args.sizes:
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.get_context("spawn").Process(target=measure, args=(graded, file, size, args.db, theirs))
            process.start()
            seconds, processor, peak = ours.recv()
            process.join()
            print(f"| {size:,} | {size / seconds:.0f} | {1000 * processor / size:.0f} ms | {peak / 1e6:.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
