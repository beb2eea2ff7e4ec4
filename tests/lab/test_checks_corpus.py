"""The corpus through the visible checks: does what is right pass, and is a student told what is wrong before the grader says it?"""
import functools
import io
import re
import warnings
from contextlib import redirect_stderr, redirect_stdout, suppress
from unittest.mock import patch

import datasets  # noqa: F401  (it imports pandas, which has to meet the real clock)
import pytest
import torch
from matplotlib import pyplot as plt
from transformers import BertConfig, BertModel, PreTrainedModel

from autograder.judging.questions import QUESTIONS
from autograder.judging.stand_in_clock import StandInClock
from autograder.judging.verdict import name_of
from in_process import CORPUS, corpus, grade, named_in, names_of_the_notebook
from kdlab import checks, checks_evaluation
from kdlab.ticks import CheckFailed
from kdlab.towers import TwoTowers

NOT_SEEN = {  # parts of a grade that no check sees
    ("loss_curves", "figure"): "the check is given the three lists; the figure is before the student's eyes",
    ("evaluation", "milliseconds"): "which batch's time it is, or which average, a busy machine's clock cannot tell",
}
PASSES = {  # what else fails at grading and gets all ticks here
    "compression/base_model_only": "leaves out 2 of 17 million parameters; the grader counts in smaller models",
    "compression/through_the_encoder": "the same",
}
NO_CROSS = "NameError"  # the cell made nothing to check: errors.py says so
HELP = {  # a misconception: words of the sentence that helps
    "blank_left_open": "Still open|NameError",
    "student_softmax_not_log": "agrees with the teacher.*which does `F.kl_div` want",
    "kl_arguments_swapped": "whose probabilities stand before the logarithm|what did it get as `target`",
    "log_teacher_without_log_target": "what did it get as `target`",
    "missing_t_squared": "Which factor makes up for that|where does T² stand",
    "temperature_ignored": "does the temperature divide the logits|does not change with the temperature",
    "teacher_not_softened": "Does the same temperature divide the logits of both models",
    "student_not_softened": "Does the same temperature divide the logits of both models",
    "soft_cross_entropy": r"agrees with the teacher.*KL is the sum of p · log\(p/q\)",
    "reduction_mean": "further class.*`reduction`",
    "reduction_sum": "Six pairs one by one.*`reduction`",
    "alpha_swapped": "That is the other one: which does alpha weigh",
    "labels_part_not_weighted": "With alpha = 1 .*Which weight has each",
    "hard_loss_on_softened_logits": "hard_loss changes with the temperature",
    "hard_loss_on_probabilities": "logits or probabilities",
    "softmax_wrong_dim": "along which `dim`",
    "teacher_and_student_swapped": "In which order does `forward` take its arguments",
    "gradient_reaches_teacher": "Which line sets `requires_grad`|Gradients reached the teacher's weights",
    "parts_in_another_order": "What stands after `return`",
    "teacher_in_train_mode": "The teacher answered in training mode",
    "teacher_updated": "The teacher's weights changed",
    "student_in_eval_mode": "The student answered in eval mode",
    "missing_zero_grad": "those of earlier batches",
    "missing_optimizer_step": "there were 0",
    "teacher_logits_from_student": "The teacher was never asked|What are `teacher_logits` made of",
    "criterion_arguments_swapped": "In which order does it take its arguments",
    "teacher_without_mask": "The teacher was asked without the batch's `attention_mask`",
    "student_without_mask": "The student was asked without the batch's `attention_mask`",
    "teacher_logits_by_batch_number": "to other pairs",
    "weights_clipped": "What changes it before `step",
    "history_accuracy_is_a_fraction": "Is it in per cent",
    "mean_of_batch_accuracies": "pair of the short last batch",
    "evaluated_in_train_mode": "The model answered in training mode",
    "accuracy_is_a_fraction": "Is it in per cent",
    "seconds_not_milliseconds": "in milliseconds, and of one batch",
    "time_of_all_batches": "in milliseconds, and of one batch",
    "time_per_pair": "in milliseconds, and of one batch",
    "counts_only_trainable": "every number of every parameter",
    "embeddings_left_out": "every number of every parameter",
    "ratio_inverted": "of the teacher's parameters, or of the student's",
    "share_kept": "what the student keeps, or what it does without",
    "fraction_not_per_cent": "Is it in per cent",
    "hard_coded": "in this cell|typed in",
    "rounded_too_early": "Is it rounded|every number of every parameter",
}
ARGUMENTS = {"distillation_loss": ["DistillationLoss"], "training_loop": ["train_with_distillation"],
             "loss_curves": ["history", "total_loss", "distillation_loss", "hard_loss"],
             "evaluation": ["evaluate_model", "student_tokenizer", "device"],
             "compression": ["param_reduction", "student_model", "teacher_model"]}
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


class Towers(TwoTowers):
    """As large as the lab's, and with nothing in its weights."""
    num_parameters = PreTrainedModel.num_parameters

    def __init__(self, layers):
        with torch.device("meta"):
            super().__init__(BertModel(BertConfig(hidden_size=384, num_hidden_layers=layers, intermediate_size=1536),
                                       add_pooling_layer=False), separator=102)
        self.get_input_embeddings().requires_grad_(False)


@functools.cache
def names():
    made = set(QUESTIONS[question].DEFINES for question in QUESTIONS)
    kept = {name: value for name, value in names_of_the_notebook().items() if name not in made}
    history = {"total_loss": [1.6731, 1.2918, 1.3377], "distillation_loss": [1.5123, 1.1871, 1.2342],
               "hard_loss": [2.0483, 1.5361, 1.5792], "accuracy": [51.37, 62.93, 61.84]}
    return {**kept, "history": history, "teacher_model": Towers(6), "student_model": Towers(3)}


class Clock(StandInClock):
    """`heard`: by others than the check's own model."""

    def tick(self, reader):
        heard, now = self.heard, super().tick(reader)
        self.heard = heard if reader["__name__"] == "kdlab.tiny_model" else self.heard
        return now


@functools.cache
def crosses(question, file):
    """What the check says against a cell, a list of sentences; NO_CROSS where the cell makes nothing that can be checked."""
    space, source, said = dict(names()), file.read_text(), io.StringIO()
    if question == "training_loop":
        source = re.split(r"^(?:kdlab\.start_over|optimizer = )", source, flags=re.MULTILINE)[0]  # the function without a training
    with redirect_stdout(said), redirect_stderr(io.StringIO()), warnings.catch_warnings(action="ignore"):
        with suppress(Exception):
            exec(compile(source, str(file), "exec"), space)
        plt.close("all")
        if not all(name in space for name in ARGUMENTS[question]):
            return [NO_CROSS]
        check = functools.partial(getattr(checks, f"check_{question}"), *(space[name] for name in ARGUMENTS[question]))
        heard = False
        if file.parent.name == "wrong":  # what the check of the evaluation says does not hang on how busy this machine is
            with Clock(space) as clock, patch.object(checks_evaluation, "MILLISECONDS", 1), suppress(CheckFailed):
                check()
            heard = clock.heard
        if not heard:
            said.truncate(said.seek(0))
            with suppress(CheckFailed):
                check()
    return [line.removeprefix("✗ ") for line in said.getvalue().splitlines() if line.startswith("✗ ")]


@pytest.mark.parametrize(("question", "file"), corpus("right"), **ids)
def test_a_right_answer_gets_no_cross(question, file):
    """Does this way of writing it get ticks only?"""
    assert not crosses(question, file)


@pytest.mark.parametrize(("question", "file"), corpus("wrong"), **ids)
def test_a_wrong_answer_is_crossed_out_or_on_the_list(question, file):
    """Does a check see what the grader takes points for, and where it does not, is that written down with a reason?"""
    listed = f"{question}/{file.stem}" in PASSES
    if crosses(question, file) or listed:
        assert not (crosses(question, file) and listed)
    else:
        assert {(question, part.name) for part in grade(question, file.read_text()).parts if not part.passed} <= {*NOT_SEEN}


@pytest.mark.parametrize(("question", "file"), [(q, file) for q, file in corpus("wrong") if {*named_in(file)} & {*HELP}], **ids)
def test_a_mistake_of_the_catalogue_is_told_by_its_sentence(question, file):
    """Is the first cross about a mistake that was made; and where one was made, is it one cross?"""
    told, made = crosses(question, file), named_in(file)
    assert any(re.search(HELP[name], told[0]) for name in made), told
    assert len(told) <= len(made) or "blank_left_open" in made, told


def test_every_mistake_of_the_catalogue_has_its_sentence():
    """Is there a sentence for each name, and does the list of what passes hold nothing that is gone?"""
    assert {*HELP} == {name_of(mistake) for question in QUESTIONS.values() for mistake in question.MISTAKES} | {"blank_left_open"}
    assert all((CORPUS / name.replace("/", "/wrong/")).with_suffix(".py").is_file() for name in PASSES)
