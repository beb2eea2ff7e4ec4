"""The training loop's inputs: does every mistake that we know of show on them, whatever the seed?"""
import itertools
from dataclasses import replace

import pytest
import torch
from loop_draws import draws_of

from autograder.judging import tolerance
from autograder.judging.misconceptions.training_loop import (
    TRAINING,
    mean_of_batch_accuracies,
    missing_zero_grad,
    weights_clipped,
    weights_clipped__number_by_number,
)
from autograder.judging.questions import training_loop
from autograder.judging.questions.loop_draws import DRAWS
from autograder.judging.questions.training_loop import Loop, changed, expect, make_inputs, plan_of
from autograder.judging.verdict import close, name_of
from in_process import CORPUS, grade
from references import answer_of_the_loop

SEEDS = range(100, 106)


@pytest.fixture(scope="module", params=SEEDS)
def inputs(request):
    return make_inputs(request.param)


def paths_differ(one, other, tolerance=tolerance.WEIGHTS):
    return len(one) != len(other) or not all(close(a, b, tolerance) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", [0, 7, *SEEDS, len(DRAWS) - 1])
def test_the_draws_are_those_that_tell_apart(seed):
    """Of each seed's draws, is the listed one the first that tells every mistake apart?"""
    assert draws_of(seed) == DRAWS[seed]


def test_every_seed_has_inputs():
    """A submission's seed has 48 bits: are its inputs among those that are known to tell apart?"""
    large = 2**48 - 1
    assert torch.equal(make_inputs(large)["ids"], make_inputs(large % len(DRAWS))["ids"])


def test_each_mistake_leaves_a_path_of_its_own(inputs):
    """Do the weights tell each mistake that moves them from the right loop, and from each other mistake of another name?"""
    paths = {mistake: expect(inputs, (mistake,))["steps"] for mistake in TRAINING
             if not {"teacher_moves", "teacher_gradient"} & set(changed(mistake))}
    assert all(paths_differ(path, expect(inputs)["steps"]) for path in paths.values())
    assert all(paths_differ(paths[a], paths[b]) for a, b in itertools.combinations(paths, 2) if name_of(a) != name_of(b))


@pytest.mark.parametrize("norm", [0.1, 0.5, 1.0, 5.0, 10.0])
def test_clipping_bites(inputs, norm):
    """Is some gradient longer than the norms to which people clip, and some number in it larger than what they clip numbers to?"""
    made = expect(inputs)
    assert max(gradient.norm() for gradient in made["gradients"]) > 2 * norm - 0.1
    assert max(gradient.abs().max() for gradient in made["gradients"]) >= norm


@pytest.mark.parametrize("mistakes", [(), *zip(TRAINING)], ids=lambda mistakes: "".join(mistake.__name__ for mistake in mistakes))
def test_fewer_digits_change_nothing(inputs, mistakes):
    """Does a loop in single precision, whatever its mistake, stay ten times nearer than the tolerance?"""
    made, single = (expect(inputs, mistakes, dtype)["steps"] for dtype in (torch.float64, torch.float32))
    assert not paths_differ(single, made, tolerance.WEIGHTS / 10)


@pytest.mark.parametrize("shares", [(0.04, 0.69, 0.96, 0.72, 0.31, 0), (0.2, 0.4, 0.6, 0.8, 1, 1), (0, 0.2, 0.4, 0.6, 0.8, 1),
                                    (1, 0.93, 0.75, 0.5, 0.25, 0.07), (0.1,) * 6])
def test_a_mean_over_batches_shows_however_the_rate_is_scheduled(inputs, shares):
    """Is it told from the share of the pairs in some epoch, also where the student hardly moves?"""
    plan = replace(plan_of(inputs), rates=[share * inputs["rate"] for share in shares])
    made = Loop().run(inputs, plan)
    hits = [call[4].argmax(1) == inputs["labels"][rows] for call, rows in zip(made["student_calls"], plan.batches, strict=True)]
    pairs, batches = (Loop(mistakes).accuracies([hits[:3], hits[3:]]) for mistakes in ((), (mean_of_batch_accuracies,)))
    assert max(abs(a - b) for a, b in zip(pairs, batches, strict=True)) > 1


CLAMPED = (CORPUS / "training_loop" / "wrong" / "gradients_clamped_by_hand.py").read_text()


@pytest.mark.parametrize("clip", [
    *(f"p.grad.data.clamp_(-{most}, {most})" for most in (0.1, 0.37, 0.5, 5, 10)),
    *(f"torch.nn.utils.clip_grad_norm_(student_model.parameters(), {most})" for most in (0.11, 1, 5, 9.9))])
@pytest.mark.parametrize("seed", [18, 29])
def test_any_clip_has_its_name(clip, seed):
    """At whatever norm or number the gradients were clipped, round or not?"""
    assert CLAMPED.count("p.grad.data.clamp_(-1, 1)") == 1
    verdict = grade("training_loop", CLAMPED.replace("p.grad.data.clamp_(-1, 1)", clip), seed)
    assert verdict.misconceptions == ["weights_clipped"] and verdict.points == 4


def test_a_clip_that_changes_nothing_explains_nothing(inputs):
    """Are old gradients that were never cleared explained by that, and not by that and a clip at the longest of them?"""
    notes = training_loop.Notes(inputs, answer_of_the_loop(inputs, (missing_zero_grad,)))
    assert training_loop.explains(notes, (missing_zero_grad,))
    for clip in weights_clipped, weights_clipped__number_by_number:
        assert not training_loop.explains(notes, (missing_zero_grad, clip))


def test_the_last_epoch_is_not_the_best(inputs):
    """Does the accuracy fall and the loss rise, so that who keeps the best of them keeps another?"""
    made, plan = expect(inputs), plan_of(inputs)
    an_epoch = len(plan.batches) // 2
    losses = [float(training_loop.StandInCriterion()(*call)[0]) for call in made["criterion_calls"]]
    hits = [call[4].argmax(1) == inputs["labels"][rows] for call, rows in zip(made["student_calls"], plan.batches, strict=True)]
    first, last = Loop().accuracies([hits[:an_epoch], hits[an_epoch:]])
    assert 0 < last < first and sum(losses[an_epoch:]) > sum(losses[:an_epoch])
