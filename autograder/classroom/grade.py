"""A whole class: each submission through the pool, each result to the writer, and one sentence where it cannot go on."""
from __future__ import annotations

import errno
import os
import sys
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import monotonic

from filelock import FileLock, Timeout
from nbgrader.api import InvalidEntry
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from ..submission.gradebook import formgrader_ids
from ..submission.grading import grade_submission
from ..submission.handed_in import Unusable, folder_name
from ..submission.machine import CannotGrade, version
from .downloads.beside import keep_beside
from .downloads.understand import NotUnderstood, understood
from .marks.score import NOTHING_ASKED
from .marks.write import Marks
from .pool import Died, NoWorkers, results
from .worker import Overdue
from .writer import Writer

EVERY, SHARE = 5, 0.02  # at least so many seconds between two writings of the tables; what share of the time they may take
AGAIN = "What is graded is kept: start the same command again and it goes on from there."
GIVEN_UP = {
    Died: Unusable("crashed", "The process that graded your notebook ended before it was done, each time it was tried. Look for what "
                              "takes all memory or ends Python, then hand it in again; your instructor knows."),
    Overdue: Unusable("timeout", "Grading your notebook took longer than it may and was stopped. That is more than the time that your "
                                 "code has: look for very long text in a cell or an output, then hand it in again; your instructor "
                                 "knows."),
}
FULL, FORBIDDEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG), (errno.EROFS, errno.EACCES, errno.EPERM)

GRADEBOOK = {"locked": "Close what holds it: formgrader, or another program.", "full": "Free some space.",
             "readonly": "Make it writable, or choose another --out."}


class Stopped(Exception):
    """The class cannot go on; the message says why, and what mends it."""


def grade_class(submissions, out, settings, make_pool, db=None, fresh=False, layout=None, asked=NOTHING_ASKED):
    """Grade a class's download (see `understood`) into the folder `out`; what is unchanged keeps its grade unless `fresh`.

    `make_pool` gives the pool (see pool.results); `asked` is of the files for import. Returns {status: how many}. Raises Stopped, and
    KeyboardInterrupt: either way all that is done is kept, and is in the tables if they could be written.
    """
    submissions, out = Path(submissions).resolve(), Path(out).resolve()
    db = db or f"sqlite:///{out / 'gradebook.db'}"
    if submissions == out:
        raise Stopped(f"{out} holds the submissions: the grades need a folder of their own. Name another one with --out.")
    with explained(out, db), alone_in(out):
        download = understood(submissions, layout, leave_out=out)
        if not download.students:
            raise Stopped(f"{submissions} holds no submissions.")
        print(download.summary, file=sys.stderr, flush=True)
        marks = Marks(asked, download.students)
        found = marks.students
        if marks.summary:
            print(marks.summary, file=sys.stderr, flush=True)
        with closing(Writer(out, db)) as writer:
            run(writer, found, replace(settings, version=version()), make_pool, fresh)
            keep_beside(writer, found)
            counts = writer.write_tables(found)
            rows = [*writer.rows(found)]
            said = marks.write(rows, out, writer.page)
            from .report import write_report
            write_report([*with_more(writer, rows)], out, marks.unmatched)
            print(*said, sep="\n", file=sys.stderr, flush=True)
            return counts


def with_more(writer, rows):
    """Rows with what the report tells beside them: the row `before` the student handed in again, and formgrader's id of it."""
    with writer.gradebook as gradebook:
        ids = formgrader_ids(gradebook)
    for row in rows:
        before = writer.journal.before(row["student_id"])
        yield {**row, "before": before and before["row"], "formgrader_id": ids[folder_name(row["student_id"])]}


def run(writer, found, settings, make_pool, fresh):
    if fresh and not writer.journal.fresh:  # one that was begun and cut off goes on
        writer.journal.append(fresh=True)
    pool = make_pool()
    Thread(target=import_module, args=["..report", __name__]).start()  # for its figures, while the first submission runs
    try:
        grade_all(writer, found, settings, pool)
        write_pages(writer, found, settings, pool)
    except BaseException as reason:
        pool.kill()
        if isinstance(reason, (KeyboardInterrupt, CannotGrade, NoWorkers)):
            writer.write_tables(found)
        raise
    pool.shutdown()
    if writer.journal.fresh:
        writer.journal.append(finished=True)


def grade_all(writer, found, settings, pool):
    counts, due = Counter(), monotonic() + EVERY
    with tqdm(total=len(found), unit="submission", ncols=100) as bar:

        def unfinished():
            for student_id, handed_in in found.items():
                data = handed_in.data()
                if writer.is_finished(student_id, data, settings):
                    bar.initial += 1  # it counts neither for the rate nor for the time left
                    bar.update()
                else:
                    yield (student_id, data), grade_submission, student_id, data, settings
        for (student_id, data), graded in results(pool, unfinished()):
            if graded in (Died, Overdue):
                graded = grade_submission(student_id, GIVEN_UP[graded], settings)
            writer.record(student_id, data, settings, graded)
            counts[graded.row["status"]] += 1
            bar.set_postfix_str(", ".join(f"{count} {status}" for status, count in counts.items()), refresh=False)
            bar.update()
            if (begun := monotonic()) > due:
                writer.write_tables(found)
                due = monotonic() + max(EVERY, (monotonic() - begun) / SHARE)


def write_pages(writer, found, settings, pool):
    for (student_id, by_hand), page in results(pool, writer.outdated_pages(found, settings)):
        if page not in GIVEN_UP:
            writer.record_page(student_id, by_hand, page)


@contextmanager
def alone_in(out):
    """The folder, made for its owner alone where it is not there, and nobody else's grader in it. Raises Stopped and OSError."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")  # the operating system lets go of it when its holder dies
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Stopped(f"Another grader is at work in {out}. Wait for it, or end it, or choose another --out.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def explained(out, db):
    """Turns what can go wrong around a class into Stopped."""
    try:
        yield
    except NotUnderstood as error:
        raise Stopped(str(error)) from None
    except (CannotGrade, NoWorkers) as error:
        raise Stopped(f"{error} {AGAIN}") from None
    except (SQLAlchemyError, InvalidEntry) as error:  # nbgrader turns most of the first into the second
        cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        mend = next((mend for word, mend in GRADEBOOK.items() if word in cause), "See that it is there, and that you may use it.")
        raise Stopped(f"The gradebook {make_url(db).render_as_string()} cannot be used: {cause}. {mend} {AGAIN}") from None
    except OSError as error:
        mend = ("Free some space." if error.errno in FULL else
                "Make it writable, or choose another --out." if error.errno in FORBIDDEN else "See what is wrong there.")
        raise Stopped(f"{error.filename or out} cannot be written: {os.strerror(error.errno or 0)}. {mend} {AGAIN}") from None
