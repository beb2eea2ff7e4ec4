"""The training loop's inputs: does every mistake that we know of show on them, whatever the seed?"""
import itertools

import pytest
import torch

from autograder.judging import tolerance
from autograder.judging.misconceptions.training_loop import TRAINING
from autograder.judging.questions import training_loop
from autograder.judging.questions.training_loop import Loop, changed, expect, make_inputs, plan_of
from autograder.judging.verdict import close, name_of

SEEDS = range(100, 106)


@pytest.fixture(scope="module", params=SEEDS)
def inputs(request):
    return make_inputs(request.param)


def paths_differ(one, other, tolerance=tolerance.WEIGHTS):
    return len(one) != len(other) or not all(close(a, b, tolerance) for a, b in zip(one, other, strict=True))


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


def test_fewer_digits_change_nothing(inputs):
    """Does a loop in single precision stay ten times nearer than the tolerance?"""
    assert not paths_differ(expect(inputs, dtype=torch.float32)["steps"], expect(inputs)["steps"], tolerance.WEIGHTS / 10)


def test_the_last_epoch_is_not_the_best(inputs):
    """Does the accuracy fall and the loss rise, so that who keeps the best of them keeps another?"""
    made, plan = expect(inputs), plan_of(inputs)
    an_epoch = len(plan.batches) // 2
    losses = [float(training_loop.StandInCriterion()(*call)[0]) for call in made["criterion_calls"]]
    hits = [call[4].argmax(1) == inputs["labels"][rows] for call, rows in zip(made["student_calls"], plan.batches, strict=True)]
    first, last = Loop().accuracies([hits[:an_epoch], hits[an_epoch:]])
    assert 0 < last < first and sum(losses[an_epoch:]) > sum(losses[:an_epoch])
