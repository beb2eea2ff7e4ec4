"""How near is near enough. `python benchmarks/tolerances.py` measures what the numbers rest on, on the device it finds.

Differences are |seen - expected| / (1 + |expected|), the expected in float64. A tolerance lies at least ten times above the worst
difference of a right float32 answer and at least ten times below the faintest trace of a mistake; but a scaler divides its mistake's
trace by 65,536, and inputs are such that half as much again as the tolerance is left of it. On a CPU, 200 seeds; on an NVIDIA H100,
30 seeds, TF32 allowed or not:

                              worst right answer, CPU   H100      tolerance   faintest mistake
    loss and gradients        1.7e-06                   1.4e-06   2e-5        5.7e-01
    weights after a step      6.9e-07                   8.9e-07   1e-5        8.4e-02
    the same behind a scaler                                                  1.5e-05
"""
LOSS = 2e-5  # values and gradients of the loss
WEIGHTS = 1e-5  # the student's weights after every step
HISTORY = 1e-4  # losses of an epoch: sums of the above
PER_CENT = 1e-6  # accuracy and parameters: whole numbers, divided once
