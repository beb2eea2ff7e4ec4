"""Prints the README's table of the corpus: run from the project's root, `python tests/judging/table.py`."""
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / part) for part in ("", "tests/helpers", "solutions/distillation")]
from autograder.judging.questions import QUESTIONS
from in_process import corpus, grade, named_in


def row(question):
    right = [grade(question, file.read_text()) for q, file in corpus("right") if q == question]
    wrong = [(grade(question, file.read_text()), named_in(file)) for q, file in corpus("wrong") if q == question]
    full = sum(verdict.points == verdict.max_points for verdict in right)
    lost = sum(verdict.points < verdict.max_points for verdict, _ in wrong)
    named = sum(sorted(verdict.misconceptions) == names for verdict, names in wrong if names != ["unrecognised"])
    nameable = sum(names != ["unrecognised"] for _, names in wrong)
    misnamed = sum(not set(verdict.misconceptions) <= {*names, "unrecognised"} for verdict, names in wrong)
    return f"| `{question}` | {full} of {len(right)} | {lost} of {len(wrong)} | {named} of {nameable} | {misnamed} |"


print("| question | right answers with full marks | wrong answers that lose marks | named as they should be | wrong names |")
print("|---|---|---|---|---|")
print("\n".join(map(row, QUESTIONS)))
