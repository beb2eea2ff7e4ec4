"""Prints the README's table of the corpus, and which answers have another outcome under other inputs."""
import argparse
import sys
import warnings
from collections import defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / part) for part in ("", "tests/helpers", "solutions/distillation")]
from tqdm import tqdm

from autograder.judging.questions import QUESTIONS
from in_process import corpus, grade, named_in, outcome


def row(question, first):
    """A line of the table; `first` is the verdict on each answer under the first seed."""
    right = [first[file] for q, file in corpus("right") if q == question]
    wrong = [(first[file], named_in(file)) for q, file in corpus("wrong") if q == question]
    full = sum(verdict.points == verdict.max_points for verdict in right)
    lost = sum(verdict.points < verdict.max_points for verdict, _ in wrong)
    named = sum(sorted(verdict.misconceptions) == names for verdict, names in wrong if names != ["unrecognised"])
    nameable = sum(names != ["unrecognised"] for _, names in wrong)
    misnamed = sum(not set(verdict.misconceptions) <= {*names, "unrecognised"} for verdict, names in wrong)
    return f"| `{question}` | {full} of {len(right)} | {lost} of {len(wrong)} | {named} of {nameable} | {misnamed} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=f"only these, of {', '.join(QUESTIONS)}")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="grade every answer under N seeds (default: 1)")
    options = parser.parse_args()
    unknown = set(options.questions) - set(QUESTIONS)
    if unknown or options.seeds < 1:
        parser.error(f"no such question: {', '.join(sorted(unknown))}" if unknown else "--seeds takes 1 or more")
    questions = options.questions or list(QUESTIONS)
    answers = [(question, file) for kind in ("right", "wrong") for question, file in corpus(kind) if question in questions]
    first, outcomes = {}, defaultdict(lambda: defaultdict(list))
    with warnings.catch_warnings(action="ignore"), tqdm(total=len(answers) * options.seeds, unit="grade", disable=None) as bar:
        for question, file in answers:
            for seed in range(options.seeds):
                verdict = grade(question, file.read_text(), seed)
                first.setdefault(file, verdict)
                outcomes[file][outcome(verdict)].append(seed)
                bar.update()
    print("| question | right answers with full marks | wrong answers that lose marks | named as they should be | wrong names |")
    print("|---|---|---|---|---|")
    for question in questions:
        print(row(question, first))
    lucky = {file: found for file, found in outcomes.items() if len(found) > 1}
    for file, found in lucky.items():
        print(f"\n{file.parts[-3]}/{file.stem}")
        for (points, lost, names), seeds in found.items():
            print(f"  {points} points; lost: {', '.join(lost) or 'nothing'}; named: {', '.join(names) or 'nothing'}; seeds {seeds}")
    print(f"\nUnder {options.seeds} seeds {len(answers) - len(lucky)} of {len(answers)} answers have one outcome each.")
    return bool(lucky)


if __name__ == "__main__":
    sys.exit(main())
