"""What the loss is asked with: ordinary logits, and extreme ones."""
import torch

ORDINARY = (({}, 7, 2), ({"temperature": 1.0, "alpha": 0.9}, 5, 3), ({"temperature": 4.5, "alpha": 0.2}, 6, 10),
            ({"temperature": 2.0, "alpha": 1.0}, 4, 2), ({"temperature": 0.5, "alpha": 0.0}, 3, 4),
            ({"temperature": 6.0, "alpha": 0.7}, 1, 5))  # settings, B, C
EXTREME = {  # one class that both models exclude, or two, and among the others what float32 can just hold as probabilities
    "student_logits": [[130., 196., 200., -200.], [-150., -152., -198., -190.], [-200., -10., 60., -200.],
                       [200., -200., 199., 140.], [195., 150., -190., 194.]],
    "teacher_logits": [[200., 199., 150., -200.], [-199., -198., -150., -149.], [-200., 60., 59., -200.],
                       [199., -200., 200., 160.], [160., 191., -190., 190.]],
    "labels": [0, 2, 1, 3, 2]}


def make_inputs(seed):
    """Cases {settings, student_logits (B, C), teacher_logits (B, C), labels (B,)}: ordinary ones, then four of extreme logits.

    They are the same for every seed but for the order of the pairs and of the classes and a tenth more or less, so that where a
    mistake shows is no matter of luck. Ordinary logits are small enough for float32 to take any formula.
    """
    fixed, dice = (torch.Generator().manual_seed(s) for s in (0, seed))
    cases = []
    for settings, B, C in ORDINARY:
        largest = min(4.0, 2.5 * settings.get("temperature", 3.0))
        student_logits, teacher_logits = largest * (2 * torch.rand(2, B, C, generator=fixed) - 1)
        labels = torch.randint(C, (B,), generator=fixed)
        case = {"student_logits": student_logits, "teacher_logits": teacher_logits, "labels": labels}
        cases.append({"settings": settings, **disguised(case, dice)})
    for temperature in 1.0, 1.25, 1.5, 2.0:
        case = {name: torch.tensor(values) for name, values in EXTREME.items()}
        cases.append({"settings": {"temperature": temperature, "alpha": 0.6}, **disguised(case, dice), "extreme": True})
    return {"cases": cases}


def disguised(case, dice):
    """A case with its pairs and its classes in another order, and with slightly other logits."""
    B, C = case["student_logits"].shape
    pairs, classes = torch.randperm(B, generator=dice), torch.randperm(C, generator=dice)
    logits = {name: case[name][pairs][:, classes] + 0.2 * torch.rand(B, C, generator=dice) - 0.1
              for name in ("student_logits", "teacher_logits")}
    return {**logits, "labels": classes.argsort()[case["labels"][pairs]]}
