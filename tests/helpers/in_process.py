"""A notebook's names without a notebook, and cells from the corpus run in it."""
import functools
import io
import linecache
import warnings
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import torch

from autograder.judging.judge import inputs_of, judge
from autograder.judging.probe_tools import CELL, attempt, pack, run_probe
from autograder.judging.questions import QUESTIONS
from autograder.judging.verdict import error_sentence

CORPUS = Path(__file__).parents[1] / "submissions"


def corpus(kind):
    """(question, file) of every submission of a kind, "right" or "wrong"."""
    return [(q, file) for q in QUESTIONS for file in sorted((CORPUS / q / kind).glob("*.py"))]


def named_in(file):
    return sorted(file.read_text().splitlines()[0].removeprefix("# misconceptions: ").split(", "))


SETUP = """
import matplotlib.pyplot as plt, numpy as np, torch, copy, time
from torch.utils.data import DataLoader
from tqdm import tqdm
import torch.nn as nn
import torch.nn.functional as F
import kdlab
settings = kdlab.PROFILES["grading"]
device = another_device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
teacher_model, teacher_tokenizer = kdlab.load_teacher(settings)
student_model, student_tokenizer = kdlab.load_student(settings, teacher_model, teacher_tokenizer)
teacher_model.to(device)
student_model.to(device)
train_loader = [batch for batch, _ in zip(kdlab.make_loader(student_tokenizer, {"text1": ["ab"] * 6, "text2": ["cd", "e"] * 3,
                                                                               "label": [0, 1] * 3}, settings), range(1))]
num_epochs = 1
history = {name: [3.0, 2.0, 1.0] for name in ("total_loss", "distillation_loss", "hard_loss", "accuracy")}
"""


@functools.cache
def names_of_the_notebook(device=None):
    namespace = {"__name__": "__main__", "another_device": device}
    exec(SETUP, namespace)
    with redirect_stdout(io.StringIO()):
        exec((CORPUS / "distillation_loss/right/as_in_the_handout.py").read_text(), namespace)
    return namespace


drawn = functools.cache(inputs_of)


def grade(question, source, seed=0, device=None):
    """The verdict on a cell's source, run, probed and judged in this process; on `device`, if one is given."""
    inputs = drawn(question, seed)
    answer, cell_error = ask(question, source, inputs, device)
    return judge(question, inputs, answer, source, cell_error)


def ask(question, source, inputs, device=None):
    """What a probe sends back of a cell's source, run in this process, and the sentence on the cell's own error, or None."""
    namespace, module = dict(names_of_the_notebook(device)), QUESTIONS[question]
    namespace.pop(module.DEFINES, None)
    probed_there = patch.object(module, "the_device", lambda: device) if device and hasattr(module, "the_device") else nullcontext()
    linecache.cache[CELL] = len(source), None, source.splitlines(keepends=True), CELL
    plt.close("all")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), warnings.catch_warnings(action="ignore"), \
            probed_there, torch.enable_grad():  # an answer may leave gradients off: in its own kernel that hurts nobody
        outcome = attempt(lambda: exec(compile(source, CELL, "exec"), namespace))
        answer = run_probe(module.probe, namespace, pack(inputs), source)
    return answer, error_sentence(outcome["error"]) if "error" in outcome else None


graded = functools.cache(grade)


def outcome(verdict):
    """What no luck may change: the points, the parts that were lost, the names."""
    return verdict.points, tuple(part.name for part in verdict.parts if not part.passed), tuple(verdict.misconceptions)
