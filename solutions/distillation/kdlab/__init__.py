"""The plumbing of the Distillation Lab; the lesson is in the notebook.

profiles · models, towers, packed, data, sources: what is loaded · baseline: what it gives untrained · batches · training · timing ·
resampling: intervals · checks, further: the checks under the blanks; tiny_model, tiny_training: what they try a student's code on ·
plots · experiment: what many runs found · smaller: ONNX and int8 · errors, blanks: what a student reads where something is not right;
syntax: how it is read.
"""
from __future__ import annotations

import sys

from .errors import LabError, speak_plainly

if sys.version_info < (3, 11):
    raise LabError(f"This lab needs Python 3.11 or newer; this kernel runs Python {sys.version_info[0]}.{sys.version_info[1]}. "
                   "Make an environment with a newer Python and choose it under Kernel > Change Kernel.")
try:
    speak_plainly(get_ipython())  # Jupyter defines get_ipython
except NameError:
    pass

from .bars import progress
from .baseline import a_few, answers_that_find, are_twins, best_threshold, cosines, shared_words, twins_kept_apart, with_best_threshold
from .batches import Tokenised, encode, make_loader, pad
from .data import load_pairs, load_unlabelled
from .guesses import guessed
from .models import STUDENTS, as_cross_encoder, load_student, load_teacher
from .profiles import PROFILES, SEED, Settings, settings
from .resampling import interval, paired_gain
from .timing import clock, latency
from .towers import AmongCandidates, each_ticket_once, is_two_towers
from .training import adamw, count_parameters, predict, start_over

__all__ = ["PROFILES", "SEED", "STUDENTS", "AmongCandidates", "Settings", "Tokenised", "a_few", "adamw", "answers_that_find",
           "are_twins", "as_cross_encoder", "best_threshold", "clock", "cosines", "count_parameters", "each_ticket_once", "encode",
           "guessed", "interval", "is_two_towers", "latency", "load_pairs", "load_student", "load_teacher",
           "load_unlabelled", "make_loader", "pad", "paired_gain", "predict", "progress", "settings", "shared_words", "start_over",
           "twins_kept_apart", "with_best_threshold"]
