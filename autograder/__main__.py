"""`python -m autograder grade SUBMISSIONS --out OUT`: grade a whole class."""
import argparse
import sys
from collections import Counter
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(prog="python -m autograder", description="The Distillation Lab's grader.")
    grade = parser.add_subparsers(required=True, metavar="COMMAND").add_parser("grade", help="grade a whole class")
    grade.add_argument("submissions", metavar="SUBMISSIONS", type=Path,
                       help="a folder of <student>/distillation/distillation.ipynb, or of <student>.ipynb")
    grade.add_argument("--out", required=True, type=Path, help="grades.csv, results.jsonl, feedback/ and the gradebook go here")
    grade.add_argument("--timeout", type=int, default=300, help="seconds for one submission; one cell gets a fifth (default 300)")
    grade.add_argument("--sandbox", choices=("bwrap", "none"), default="bwrap", help="none: these submissions are trusted")
    grade.add_argument("--db", metavar="URL", help="the gradebook (default: OUT/gradebook.db)")
    grade.add_argument("--fresh", action="store_true", help="grade again what has a grade")
    args = parser.parse_args()
    if args.sandbox != "none":
        sys.exit("The sandbox is not built yet, so submissions run with your rights. "
                 "`--sandbox none` says that you trust every one of them.")
    if not args.submissions.is_dir():
        sys.exit(f"There is no folder {args.submissions}.")
    from .grade import grade_class

    rows = grade_class(args.submissions, args.out, args.db, args.timeout, args.fresh)
    if not rows:
        sys.exit(f"{args.submissions} holds no <student>/distillation/distillation.ipynb and no <student>.ipynb.")
    print(", ".join(f"{count} {status}" for status, count in Counter(row["status"] for row in rows.values()).items())
          + f". Grades: {args.out / 'grades.csv'}; feedback: {args.out / 'feedback'}")


if __name__ == "__main__":
    main()
