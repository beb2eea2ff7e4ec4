"""Where a class lost points, and who gained some by handing in again."""
from __future__ import annotations

from collections import defaultdict


def costs_of(run):
    """[(question, points lost on average, most, [(part, how many passed, points lost on average)])], what cost most first."""
    parts = defaultdict(lambda: defaultdict(list))
    for row in run:
        for question, verdict in row["questions"].items():
            for part in verdict["parts"]:
                parts[question][part["name"]].append(part)
    found = []
    for question, theirs in parts.items():
        lost = [(name, sum(part["passed"] for part in each), sum(part["max_points"] - part["points"] for part in each) / len(run))
                for name, each in theirs.items()]
        most = max(verdict["max_points"] for row in run if (verdict := row["questions"].get(question)))
        found.append((question, sum(cost for _, _, cost in lost), most, sorted(lost, key=lambda part: -part[2])))
    return sorted(found, key=lambda question: -question[1])


def gains_of(rows):
    """[(row, points before, points now, {question: points gained})] of those who handed in again, who gained most first.

    Points are the automatic ones: those by hand may be of either.
    """
    found = []
    for row in rows:
        if row.get("before"):
            now, before = ({name: question["points"] for name, question in each["questions"].items()} for each in (row, row["before"]))
            gained = {name: points - before.get(name, 0) for name, points in now.items()}
            found.append((row, sum(before.values()), sum(now.values()), gained))
    return sorted(found, key=lambda one: one[1] - one[2])
