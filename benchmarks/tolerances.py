"""What autograder/judging/tolerance.py rests on, measured on the device that is found: `python benchmarks/tolerances.py`."""
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from autograder.judging import tolerance
from autograder.judging.misconceptions.training_loop import missing_zero_grad__behind_a_scaler
from autograder.judging.probe_tools import the_device
from autograder.judging.questions import distillation_loss, training_loop

SCALER = "weights behind a scaler"
ALLOWED = {"loss": (tolerance.LOSS, 10), "weights": (tolerance.WEIGHTS, 10), SCALER: (tolerance.WEIGHTS, 1.5)}  # how much fainter


def difference(seen, expected):
    """The largest difference of two tensors; NaN differs from any number without bound."""
    return ((seen.double() - expected).abs() / (1 + expected.abs())).nan_to_num(nan=float("inf")).max().item()


def measure(seeds):
    """Worst difference of a right answer and faintest trace of a mistake: {"loss": (worst, faintest), "weights": …}.

    The mistake that hides behind a scaler, which divides its trace by 65,536, has a row of its own: inputs are drawn for it.
    """
    def loss(case, mistakes=(), dtype=torch.float64, device="cpu"):
        made = distillation_loss.expect(case, mistakes, dtype, device)
        return torch.cat([torch.tensor(made["losses"]).double(), made["gradient"].cpu().double().flatten()])

    def weights(inputs, mistakes=(), dtype=torch.float64, device="cpu"):
        steps = training_loop.expect(inputs, mistakes, dtype, device)["steps"]
        return torch.stack(steps).cpu().double() if steps else None

    worst, faintest = {"loss": 0.0, "weights": 0.0}, {"loss": float("inf"), "weights": float("inf"), SCALER: float("inf")}
    for seed in range(seeds):
        cases, inputs = distillation_loss.make_inputs(seed)["cases"], training_loop.make_inputs(seed)
        right, path = [loss(case) for case in cases], weights(inputs)
        single = torch.float32, the_device()
        worst["loss"] = max(worst["loss"], *(difference(loss(case, (), *single), r) for case, r in zip(cases, right, strict=True)))
        worst["weights"] = max(worst["weights"], difference(weights(inputs, (), *single), path))
        for mistake in distillation_loss.MISTAKES:
            trace = max(difference(loss(case, (mistake,)), r) for case, r in zip(cases, right, strict=True))
            faintest["loss"] = min(faintest["loss"], trace or float("inf"))  # 0: it shows elsewhere, as a gradient at the teacher
        for mistake in training_loop.MISTAKES:
            astray, row = weights(inputs, (mistake,)), SCALER if mistake is missing_zero_grad__behind_a_scaler else "weights"
            if astray is not None and difference(astray, path):
                faintest[row] = min(faintest[row], difference(astray, path))
    return {name: (worst.get(name, worst["weights"]), faintest[name]) for name in faintest}


def unfounded(seeds):
    """A sentence on each tolerance that is not ten times what is right and, as often as ALLOWED says, below what is wrong."""
    return [f"{name}: worst right {worst:.1e}, faintest mistake {faintest:.1e}" for name, (worst, faintest) in measure(seeds).items()
            if not 10 * worst <= ALLOWED[name][0] <= faintest / ALLOWED[name][1]]


if __name__ == "__main__":
    for name, (worst, faintest) in measure(200).items():
        print(f"{name:>26}: worst right {worst:.1e}, faintest mistake {faintest:.1e}")
