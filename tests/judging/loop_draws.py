"""Which draws of the loop's inputs tell every mistake from the right loop and from the others, in single precision too.

    python tests/judging/loop_draws.py      writes autograder/judging/questions/loop_draws.py anew: after a new mistake, say

A grader that drew until it liked what it saw would spend a tenth of a submission's time on that.
"""
import itertools
import sys
from dataclasses import replace
from pathlib import Path

import torch
from tqdm import tqdm

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "solutions/distillation")]
from autograder.judging.misconceptions.training_loop import TRAINING, mean_of_batch_accuracies, missing_zero_grad__behind_a_scaler
from autograder.judging.questions import loop_draws
from autograder.judging.questions.loop_inputs import BATCH, NUM_PAIRS, draw
from autograder.judging.questions.loop_reference import Loop, batches_an_epoch, chunks, expect, plan_of
from autograder.judging.stand_ins import StandInCriterion, TinyClassifier, batch_of
from autograder.judging.tolerance import WEIGHTS
from autograder.judging.verdict import close

SEEDS = 512  # so many different exams
CLIP = 20  # no gradient is longer than this where it was clipped as people clip them
SCHEDULES = ((1, 1, 1, 1, 1, 1), (1, 0.83, 0.67, 0.5, 0.33, 0.17), (0, 0.5, 1, 0.75, 0.5, 0.25),  # constant, falling, warmed up,
             (0.04, 0.69, 0.96, 0.72, 0.31, 0), (0, 0, 0, 0, 0, 0))  # in one cycle, at rest: shares of the rate at each step


def draws_of(seed):
    """How many draws from this seed's dice it takes until one tells all apart."""
    dice = torch.Generator().manual_seed(seed)
    return next(number for number in itertools.count(1) if tells_apart(draw(dice)))


def tells_apart(inputs):
    return batches_differ(inputs) and pairs_differ(inputs) and history_differs(inputs, made := expect(inputs)) \
        and any(gradient.norm() > CLIP and gradient.abs().max() > CLIP / 2 for gradient in made["gradients"]) \
        and shows(inputs, made) and all(is_stable(inputs, mistakes) for mistakes in ((), *zip(TRAINING)))


def pairs_differ(inputs):
    """Whether each pair is there once, and the teacher is right about some and wrong about some."""
    with torch.no_grad():
        right = TinyClassifier(**inputs["teacher"]).eval()(inputs["ids"], inputs["mask"]).logits.argmax(1) == inputs["labels"]
    return 2 <= right.sum() <= NUM_PAIRS - 2 and len({tuple(row[row > 0].tolist()) for row in inputs["ids"]}) == NUM_PAIRS


def batches_differ(inputs):
    """Whether batches of the same number hold other pairs in every epoch, and each has padding but that of one pair."""
    epochs = [chunks(order, BATCH) for order in inputs["orders"].tolist()]
    return all(set(a) != set(b) for one, other in itertools.combinations(epochs, 2) for a, b in zip(one, other, strict=True)) \
        and all(not batch_of(inputs, rows)[1].all() for epoch in epochs for rows in epoch[:-1])


def history_differs(inputs, made):
    """Whether the last epoch is not the best, and the accuracies are told from those that people give for them."""
    batches, an_epoch, hits = plan_of(inputs).batches, batches_an_epoch(inputs), hits_in(inputs, made)
    right = Loop().accuracies(hits)
    losses = chunks([float(StandInCriterion()(*call)[0]) for call in made["criterion_calls"]], an_epoch)
    if not (0 < right[1] < right[0] and sum(losses[1]) > sum(losses[0])):
        return False
    of_batches = Loop((mean_of_batch_accuracies,)).accuracies(hits)
    others = [[100 * float(batch.double().mean()) for *_, batch in hits],  # the last batch's
              [share * NUM_PAIRS / (an_epoch * BATCH) for share in right],  # as if the last batch were full
              [right[0], sum(right) / 2],  # of all epochs so far
              [100 - share for share in right]]
    counted = [[teacher.argmax(1) == labels for _, teacher, labels in made["criterion_calls"]],
               [student.argmax(1) == teacher.argmax(1) for student, teacher, _ in made["criterion_calls"]]]
    for trains in True, False:  # asked once more: after the epoch, and after each step
        others.append([100 * hits_of(inputs, made["steps"][end - 1], trains).mean() for end in (an_epoch, 2 * an_epoch)])
        counted.append([hits_of(inputs, weights, trains)[rows] for weights, rows in zip(made["steps"], batches, strict=True)])
    others += [Loop(mean).accuracies(chunks(told, an_epoch)) for told in counted for mean in ((), (mean_of_batch_accuracies,))]
    return all(max(abs(a - b) for a, b in zip(one, other, strict=True)) > 1
               for one, other in ((right, of_batches), *itertools.product((right, of_batches), others)))


def hits_in(inputs, made):
    """Which pairs of each batch (B,) a loop that follows the loader got right, an epoch a list."""
    answers = [call[4].argmax(1) for call in made["student_calls"] if call[1]]
    hits = [answer == inputs["labels"][rows] for answer, rows in zip(answers, plan_of(inputs).batches, strict=True)]
    return chunks(hits, batches_an_epoch(inputs))


def hits_of(inputs, weights, trains):
    """1.0 for each pair (N,) that a student with these weights gets right, else 0.0."""
    student = TinyClassifier(**inputs["student"]).double().train(trains)
    torch.nn.utils.vector_to_parameters(weights, student.parameters())
    with torch.no_grad():
        return (student(inputs["ids"], inputs["mask"]).logits.argmax(1) == inputs["labels"]).double()


def shows(inputs, made):
    """Whether the mistake with the faintest trace leaves one, and so does a mean over batches, however fast the student learns."""
    faint, plan = expect(inputs, (missing_zero_grad__behind_a_scaler,))["steps"], plan_of(inputs)
    return any(((a - b).abs() > 1.5 * WEIGHTS * (1 + b.abs())).any() for a, b in zip(faint, made["steps"], strict=True)) \
        and all(mean_shows(inputs, Loop().run(inputs, replace(plan, rates=[share * inputs["rate"] for share in shares])))
                for shares in SCHEDULES)


def mean_shows(inputs, made):
    """Whether in some epoch neither all pairs were right nor none: with a last batch of one, a mean over batches is then another."""
    return any(0 < share < 100 for share in Loop().accuracies(hits_in(inputs, made)))


def is_stable(inputs, mistakes):
    """Whether a loop with these mistakes that computes with fewer digits stays near, and a mean over batches shows in it."""
    made, single = (expect(inputs, mistakes, dtype) for dtype in (torch.float64, torch.float32))
    return all(close(a, b, WEIGHTS / 10) for a, b in zip(single["steps"], made["steps"], strict=True)) and mean_shows(inputs, made)


def main():
    found = [draws_of(seed) for seed in tqdm(range(SEEDS))]
    lines = "\n".join(" ".join(map(str, row)) for row in chunks(found, 32))
    Path(loop_draws.__file__).write_text(f'"""{loop_draws.__doc__}"""\nDRAWS = tuple(map(int, """\n{lines}\n""".split()))\n')


if __name__ == "__main__":
    main()
