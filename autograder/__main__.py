"""`python -m autograder grade SUBMISSIONS --out OUT`: grade a whole class. `python -m autograder doctor`: try the walls."""
import argparse
import gc
import os
import re
import sys
from pathlib import Path

SIZE = re.compile(r"(\d+(?:\.\d+)?) *([KMGT]?)(?:I?B)?", re.IGNORECASE)


def size(text):
    """Bytes of `2G`, `512M` and the like."""
    found = SIZE.fullmatch(text)
    number = found and int(float(found[1]) * 1024 ** " KMGT".index(found[2].upper() or " "))
    if not number or number < 256 << 20:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of at least 256M; write 2G or 512M")
    return number


def at_least(least):
    def whole_number(text):
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least {least}")
        return int(text)
    return whole_number


def points(text):
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,4})?", text) or not (number := float(text.replace(",", "."))):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of points; write 20 or 12.5")
    return number


def arguments():
    from .classroom.downloads.layouts import LAYOUTS

    parser = argparse.ArgumentParser(prog="python -m autograder", description="The Distillation Lab's grader.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    commands.add_parser("doctor", help="say what this machine's walls are made of, and try each")
    grade = commands.add_parser("grade", help="grade a whole class", description="Grade a whole class. Started again, it grades only "
                                "what is new or changed, and goes on where it was stopped.")
    grade.add_argument("submissions", metavar="SUBMISSIONS", type=Path,
                       help="a folder or a ZIP archive, as it came from the learning platform or from nbgrader")
    grade.add_argument("--layout", choices=LAYOUTS, help="whose download it is, where the grader takes it for another's")
    grade.add_argument("--out", required=True, type=Path, help="grades.csv, results.jsonl, report.html, feedback/ and the gradebook "
                       "go here")
    grade.add_argument("--jobs", type=at_least(1), default=os.cpu_count() + 1,
                       help="submissions at the same time (default: one more than there are cores, since each waits now and then)")
    grade.add_argument("--timeout", type=at_least(5), default=300, metavar="SECONDS",
                       help="for one submission; one cell gets a fifth (default 300)")
    grade.add_argument("--memory", type=size, default="2G", metavar="SIZE", help="for one submission (default 2G)")
    grade.add_argument("--sandbox", choices=("bwrap", "none"), default="bwrap", help="none: these submissions are trusted")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of this Dask scheduler, as tls://host:8786")
    grade.add_argument("--insecure", action="store_true", help="grade on a cluster that has no TLS though others can reach it")
    grade.add_argument("--db", metavar="URL", help="the gradebook, as postgresql://user@host/name (default: OUT/gradebook.db); its "
                       "password belongs into ~/.pgpass or PGPASSWORD")
    grade.add_argument("--fresh", action="store_true", help="grade again what has a grade")
    marks = grade.add_argument_group(
        "the marks' way back", "For import: OUT/report/canvas.csv, moodle.csv or brightspace.csv. The pages of feedback: "
        "OUT/feedback.zip. The same command, started again with others of these, makes them anew and grades nothing again.")
    marks.add_argument("--roster", type=Path, metavar="FILE",
                       help="the platform's own grade export (Canvas: Gradebook, Export; Moodle: the assignment's grading "
                            "worksheet, else the course's grades as plain text; Brightspace: Enter Grades, Export): that file comes "
                            "back with one column filled, and who handed in nothing has a row too")
    marks.add_argument("--column", metavar="NAME",
                       help="the assignment's name there, or the roster's column (default: the one with 'distillation' in its name)")
    marks.add_argument("--points", type=points, metavar="N",
                       help="the most that it gives there (default: what the roster says, else as many as here)")
    marks.add_argument("--decimal", choices=("point", "comma"), default="point", help="how marks are written (default: point)")
    marks.add_argument("--missing-is-zero", action="store_true",
                       help="0 for who handed in nothing, or nothing that is a notebook (default: left empty)")
    return parser.parse_args()


def main():
    args = arguments()
    if args.command == "doctor":
        from .walls.doctor import main as doctor

        sys.exit(doctor())
    if not args.submissions.exists():
        sys.exit(f"There is no {args.submissions}.")
    sandbox = None if args.scheduler or sys.platform != "linux" else early_sandbox(args)
    os.environ["OMP_NUM_THREADS"] = "1"  # as many processes as cores: threads would only wait for each other
    gc.disable()  # what is imported stays: to look for what may go takes a fifth of the time
    from .classroom.grade import Stopped, grade_class
    from .classroom.marks.score import Asked
    from .submission.machine import Settings
    from .walls.sandbox import close_sandboxes

    gc.freeze()
    gc.enable()
    settings = Settings(args.timeout, args.memory, args.sandbox, elsewhere=args.scheduler is not None)
    asked = Asked(args.roster, args.column, args.points, args.decimal, args.missing_is_zero)
    try:
        make_pool = pool_of(args, settings, sandbox)
        counts = grade_class(args.submissions, args.out, settings, make_pool, args.db, args.fresh, args.layout, asked)
    except Stopped as stopped:
        sys.exit(str(stopped))
    except KeyboardInterrupt:
        print("\nStopped. What is graded is kept: start the same command again and it goes on from there.", file=sys.stderr)
        close_sandboxes()
        os._exit(130)  # a worker's thread may still wait for an answer
    print(", ".join(f"{count} {status}" for status, count in counts.most_common())
          + f". Grades: {args.out / 'grades.csv'}; report: {args.out / 'report.html'}; feedback: {args.out / 'feedback'}")


def early_sandbox(args):
    """A launcher that gets ready while this process imports what it needs itself; None where it cannot start: that is said later."""
    from .walls.sandbox import WALLS, SandboxError, shared_sandbox

    try:
        return shared_sandbox(WALLS if args.sandbox == "bwrap" else frozenset())
    except (SandboxError, ImportError, OSError, RuntimeError):
        return None


def pool_of(args, settings, sandbox):
    """The function that opens the pool which the arguments ask for."""
    from functools import partial

    if args.scheduler:
        from .classroom.cluster import Cluster

        return partial(Cluster, args.scheduler, settings.longest, args.insecure)
    from .classroom.pool import LocalPool
    from .submission.gradebook import empty_gradebook
    from .submission.machine import walls_of, warm_up
    from .walls.doctor import require, require_walls, why_not

    walls = walls_of(settings)
    if walls:
        require(why_not())
    pool = LocalPool(args.jobs, partial(warm_up, settings, empty_gradebook().serialize(), sandbox), settings.longest)

    def tried():
        if walls:  # while the pool warms up, and before it has anything to grade
            try:
                require_walls()
            except BaseException:
                pool.kill()
                raise
        return pool

    return tried


if __name__ == "__main__":
    main()
