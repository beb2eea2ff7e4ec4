"""The judge: what came back from a probe, against the reference. It never runs a student's code."""
from __future__ import annotations

import hashlib
import inspect
import json
from dataclasses import replace
from functools import cache

from kdlab.blanks import open_blanks
from kdlab.syntax import undisturbed

from . import probe_tools
from .contract import clause
from .probe_tools import unpack
from .questions import QUESTIONS
from .verdict import Odd, Part, Verdict, name_of

MAX_BYTES = 8_000_000  # of one answer
BLANK = """A blank is still open (`...`).
The comment above it says what belongs there, and the check below the cell tells at once whether it fits. An attempt never
costs anything. Where to look: search the cell for three dots.
"""
UNRECOGNISED = """This mistake is none that we know by name.
What your code gave is above, beside what was expected; that is the best clue. Where to look: the first line that is marked ✗{then}.
"""
NOT_COMPARED = """Nothing came back that could be compared.
The first line above says what happened instead. Where to look: the line of code that it quotes, if it quotes one, and then the
check below the cell, which says whether your code runs there.
"""
BY_HAND = {"distillation_loss": "try your loss on two pairs and two classes that you can compute by hand",
           "training_loop": "go through an epoch of two batches with a pencil: who is asked, what is added up, divided by what",
           "loss_curves": "print your three lists beside `history`",
           "evaluation": "take five pairs and count the right answers yourself",
           "compression": "count a model that you can count by hand, such as `nn.Linear(2, 3)` with its 9 numbers"}
FOR_THE_SAME_REASON = "Could not be judged, for the reason above."


def seed_of(student_id, sources, run=0):
    """The seed of a submission's inputs: the same when it is graded again; another once a letter in one of its cells has changed.

    So the numbers on a feedback page are of no use in the next submission.
    """
    return int.from_bytes(hashlib.sha256(json.dumps([run, student_id, *sources]).encode()).digest()[:6], "big")


def inputs_of(question, seed):
    return QUESTIONS[question].make_inputs(seed + list(QUESTIONS).index(question))


def judge(question, inputs, answer, source="", cell_error=None):
    """The verdict on what a probe sent back.

    `answer` is bytes (see probe_tools.pack), or a sentence that says why there is none; `cell_error` is the sentence for an error
    of the student's cell itself. Nothing that a student can send makes this raise.
    """
    module, compared = QUESTIONS[question], False
    try:
        if isinstance(answer, str):
            raise Odd(answer)
        if len(answer) > MAX_BYTES:
            raise Odd(f"What your code returned is too big to look at ({len(answer) / 1e6:.0f} MB).")
        answer = unpack(answer)
        if answer.get("missing"):
            raise Odd(f"`{module.DEFINES}` does not exist after your cell." + (f" {cell_error}" if cell_error else ""))
        for error in crashes(answer):
            error["clause"] = clause(question, error)
        parts, ids = listen(module, inputs, answer)
        compared = True
    except Odd as odd:
        parts, ids = nothing(module, str(odd)), ["unrecognised"]
    except Exception as error:  # an answer that no probe of ours would send
        parts, ids = nothing(module, f"Nothing that can be judged came back ({type(error).__name__})."), ["unrecognised"]
    if all(part.passed for part in parts):
        ids = []
    elif open_blanks(source):
        ids = ["blank_left_open"]
    return Verdict(question, told_once(parts), ids, compared)


def crashes(answer):
    """The errors of a student's code in an answer, wherever a probe puts them."""
    for found in (answer, *answer.get("cases", ()), *answer.get("runs", ())):
        if isinstance(found, dict) and found.get("error"):
            yield found["error"]


def listen(module, inputs, answer):
    """(parts, misconceptions) of an answer of the agreed form. Raises Odd where there is nothing to compare."""
    parts = [Part(name, module.POINTS[name], passed, message) for name, passed, message in module.parts(inputs, answer)]
    if all(part.passed for part in parts):
        return parts, []
    try:
        return parts, module.name_mistakes(inputs, answer)
    except Odd:
        return parts, ["unrecognised"]


def nothing(module, sentence):
    return [Part(name, points, False, sentence) for name, points in module.POINTS.items()]


def told_once(parts):
    """The parts, a sentence that several of them share being told by the first."""
    told = [part.message for part in parts]
    return [part if part.passed or part.message not in told[:i] else replace(part, message=FOR_THE_SAME_REASON)
            for i, part in enumerate(parts)]


def paragraph(misconception, question=None, compared=True):
    """(title, text) of a misconception: the docstring of its function, that of the question if several have the name.

    What has no name is told by the question, and by whether anything could be compared. Raises KeyError for a name that is none.
    """
    catalogues = [module.MISTAKES for module in QUESTIONS.values()] + ([QUESTIONS[question].MISTAKES] if question else [])
    texts = {name_of(mistake): mistake.__doc__ for mistakes in catalogues for mistake in mistakes if mistake.__doc__}
    texts["blank_left_open"] = BLANK
    then = f"; then {BY_HAND[question]}" if question else ""
    texts["unrecognised"] = UNRECOGNISED.format(then=then) if compared else NOT_COMPARED
    title, _, text = texts[misconception].strip().partition("\n")
    return title, " ".join(text.split())


@cache
def probe_source(question):
    """Python text for the student's kernel: the tools, and this question's probe. No answer, no reference, no mistake."""
    module = QUESTIONS[question]
    imports = "import time\nfrom types import SimpleNamespace\nfrom torch import nn"
    with undisturbed():
        return "\n\n".join([inspect.getsource(probe_tools), imports, *map(inspect.getsource, (*module.SENT, module.probe))])
