"""What a class understood and what it did not, in one page and in tables: OUT/report.html, OUT/report/*.csv."""
from __future__ import annotations

import base64
import hashlib
import io
import re
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.figure import Figure

from ..judging.judge import paragraph
from ..judging.questions import QUESTIONS
from ..submission.handed_in import folder_name, visible
from .anonymous import Answers
from .journal import replacing
from .marks.score import NOT_RUN
from .marks.unmatched import section
from .points import costs_of, gains_of
from .spreadsheet import as_csv

STATUSES = {  # those that need a person, in the order in which the page shows them
    "crashed": "The code ended Python itself. What was reached keeps its points; which cell it was stands below the name.",
    "out_of_memory": "The code needed more memory than it may have. What came before keeps its points.",
    "timeout": "The code ran longer than it may. What was reached keeps its points.",
    "unreadable": "The file is not a notebook. The page of feedback tells the student what to do.",
    "missing": "Nothing was handed in under the assignment's name.",
}
LOOK = "to_look_at"
REASONS = {**STATUSES, LOOK: "Graded to the end, but a person should see what is said below the name."}
NAMELESS = {  # no misconceptions: listed after those that have a name
    "unrecognised": ("Wrong in a way that has no name", "The pages of feedback say what was seen and what was expected. One that many "
                     "share deserves a name: a function in the question's file in `autograder/judging/misconceptions/`."),
    "blank_left_open": ("A blank is still open", "The cell still holds `...`."),
}
FORMGRADER = "http://localhost:8765/formgrader/submissions"  # where `make formgrader` has it
INK, FILL = "#010203", "#040506"  # stand-ins, replaced by the page's own colours
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": 13, "axes.spines.top": False, "axes.spines.right": False,
         **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK)}
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)


def write_report(rows, out, unmatched=()):
    """Write OUT/report.html and OUT/report/*.csv from `rows`, the lines of results.jsonl. Each file is replaced as a whole.

    A row may have `before`, the row of what was handed in before, and `formgrader_id` (see formgrader_ids).
    `unmatched` are {student_id: why no file for import has their mark}.
    Raises OSError where OUT cannot be written.
    """
    out = Path(out)
    rows = sorted(rows, key=lambda row: row["student_id"])
    run = [row for row in rows if row["status"] not in NOT_RUN]
    shares, held = shares_of(run), misconceptions_of(run)
    answers = Answers(rows, out / "course")
    (out / "report").mkdir(parents=True, exist_ok=True)
    texts = {f"report/{name}.csv": as_csv(table) for name, table in tables(rows, run, shares, held).items()}
    for name, text in {**texts, "report.html": page(rows, run, shares, held, answers, unmatched)}.items():
        with replacing(out / name) as file:
            file.write(text.encode("utf-8", "backslashreplace"))


def shares_of(run):
    """{question: {part: how many passed it}}"""
    passed = {name: dict.fromkeys(module.POINTS, 0) for name, module in QUESTIONS.items()}
    for row in run:
        for question, verdict in row["questions"].items():
            for part in verdict["parts"]:
                parts = passed.setdefault(question, {})
                parts[part["name"]] = parts.get(part["name"], 0) + part["passed"]
    return passed


def doubts(row):
    """The sentences on why a person should look: what was noted, else what the student reads of a file that was none."""
    unread = [part["message"] for verdict in row["questions"].values() for part in verdict["parts"]][:1]
    return row.get("notes") or (unread if row["status"] in NOT_RUN else [])


def misconceptions_of(run):
    """[(question, id, title, text, rows that hold it)], the most frequent first, those without a name of their own last."""
    holders = defaultdict(list)
    for row in run:
        for question, verdict in row["questions"].items():
            for name in verdict["misconceptions"]:
                holders[question, name].append(row)
    ranked = sorted(holders.items(), key=lambda item: (item[0][1] in NAMELESS, -len(item[1]), item[0]))
    return [(question, name, *explained(name, question), theirs) for (question, name), theirs in ranked]


def explained(misconception, question):
    try:
        return NAMELESS.get(misconception) or paragraph(misconception, question)
    except KeyError:  # a row from before it was renamed
        return plain(misconception), ""


def page(rows, run, shares, held, answers, unmatched=()):
    scores = [row["score"] for row in run]
    script = (Path(__file__).parent / "templates" / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    measures = [("Time", "s", values_of(rows, "seconds")), ("Memory", "MB", values_of(rows, "memory_mb"))]
    return TEMPLATES.get_template("report.html.j2").render(
        rows=rows, run=run, scores=scores, held=held, questions=[*shares], reasons=REASONS, plain=plain, parted=parted,
        visible=visible, costs=costs_of(run), gains=gains_of(rows), answers=answers, doubts=doubts, formgrader=FORMGRADER,
        counts=Counter(row["status"] for row in rows), troubled=troubled(rows),
        median=median, link=link, max_score=max((row["max_score"] for row in rows), default=0), nameless=NAMELESS,
        score_plot=histogram(scores, "points", [score - 0.5 for score in range(int(max(scores, default=0)) + 2)]),
        score_table=score_table(scores),
        measures=[(name, unit, values, histogram(values, f"{name.lower()} in {unit}", 20)) for name, unit, values in measures],
        script=Markup(script), digest=digest, not_imported=Markup(section(unmatched)))


def troubled(rows):
    """{why: rows} of those that need a person."""
    return {**{status: [row for row in rows if row["status"] == status] for status in STATUSES},
            LOOK: [row for row in rows if row["status"] == "graded" and row.get("needs_person")]}


def histogram(values, label, bins):
    """An SVG drawing of how many submissions have which value, or nothing for no values."""
    if not values:
        return ""
    with rc_context(STYLE):
        figure = Figure(figsize=(6, 2.6), layout="constrained")
        axes = figure.subplots()
        axes.hist(values, bins=bins, color=FILL, rwidth=0.9)
        axes.set_xlabel(label)
        axes.set_ylabel("submissions")
        axes.yaxis.get_major_locator().set_params(integer=True)
        figure.savefig(drawing := io.StringIO(), format="svg", transparent=True, metadata={"Date": None})
    svg = drawing.getvalue().replace(INK, "currentColor").replace(FILL, "var(--accent)")
    return Markup(svg[svg.index("<svg"):].replace("<svg", '<svg aria-hidden="true"', 1))


def score_table(scores):
    """[(score, how many have it)] of the scores that occur."""
    return sorted(Counter(scores).items())


def values_of(rows, key):
    return [row[key] for row in rows if row.get(key) is not None and row["status"] not in NOT_RUN]


def link(student_id):
    """The page of feedback, as an address relative to OUT."""
    return f"feedback/{quote(folder_name(student_id), safe='')}.html"


def parted(student_id):
    """An id as HTML that breaks into lines where its parts meet, and nowhere else."""
    return Markup(re.sub("(?<=[@._-])", "<wbr>", str(escape(visible(student_id)))))


def plain(name):
    return name.replace("_", " ")


def tables(rows, run, shares, held):
    """{file name: rows of cells}, the same numbers as on the page."""
    wrong = {row["student_id"]: " ".join(name for verdict in row["questions"].values() for name in verdict["misconceptions"])
             for row in rows}
    return {
        "students": [("student_id", "status", "score", "max_score", *shares, "seconds", "memory_mb", "misconceptions", "feedback"),
                     *((row["student_id"], row["status"], row["score"], row["max_score"],
                        *(row["questions"].get(question, {}).get("points") for question in shares),
                        row.get("seconds"), row.get("memory_mb"), wrong[row["student_id"]], link(row["student_id"])) for row in rows)],
        "scores": [("score", "submissions"), *score_table([row["score"] for row in run])],
        "parts": [("question", "part", "passed", "submissions", "share"),
                  *((question, part, passed, len(run), round(passed / len(run), 4) if run else None)
                    for question, parts in shares.items() for part, passed in parts.items())],
        "gains": [("student_id", "before", "now", *shares),
                  *((row["student_id"], before, now, *(gained.get(question) for question in shares))
                    for row, before, now, gained in gains_of(rows))],
        "misconceptions": [("question", "misconception", "title", "submissions"),
                           *((question, name, title, len(theirs)) for question, name, title, _, theirs in held)],
        "holders": [("question", "misconception", "student_id", "feedback"),
                    *((question, name, row["student_id"], link(row["student_id"]))
                      for question, name, _, _, theirs in held for row in theirs)],
    }
