"""The check under each blank: properties that every right answer has, not the answer itself. Each answers at once."""
from __future__ import annotations

import contextlib
import io
import math
from types import SimpleNamespace

import torch
from torch import nn

from .blanks import open_blanks_of
from .ticks import Report


def close(a, b, tolerance=1e-4):
    return math.isclose(float(a), float(b), rel_tol=tolerance, abs_tol=tolerance)


def check_distillation_loss(DistillationLoss):
    """Is it a distillation loss? Zero where it should be, right in direction, scale, batch average, and at alpha 0 and 1."""
    dice = torch.Generator().manual_seed(0)
    student, teacher = (2 * torch.randn(6, 3, generator=dice) for _ in range(2))  # (B, C)
    labels = torch.randint(3, (6,), generator=dice)  # (B,)

    def losses(student, teacher, labels=labels, temperature=3.0, alpha=0.7):
        return DistillationLoss(temperature=temperature, alpha=alpha)(student, teacher, labels)

    def slope(temperature):
        logits = student.clone().requires_grad_()
        return torch.autograd.grad(losses(logits, teacher, temperature=temperature)[1], logits)[0].norm()

    with Report(open_blanks_of(DistillationLoss.forward)) as passes:
        out = losses(student, teacher)
        if not (isinstance(out, tuple) and len(out) == 3 and all(torch.is_tensor(x) and x.numel() == 1 for x in out)):
            return passes(False, "", "forward returns (combined_loss, distillation_loss, hard_loss), each a tensor with one number.")
        _, distillation, hard = out
        passes(all(map(torch.isfinite, out)), "All three losses are numbers.", "A loss is NaN or infinite.")
        passes(close(losses(student, student)[1], 0), "A student that agrees with the teacher has no distillation loss.",
               f"A student that agrees with the teacher should have distillation loss 0, but has {losses(student, student)[1]:.3f}. "
               "Look at what F.kl_div wants as `input` and as `target`.")
        passes(distillation > 0.01, "A student that disagrees has some.",
               f"A student that disagrees should have a distillation loss above 0, but has {distillation:.3f}.")
        passes(close(losses(student + 5, teacher - 7)[1], distillation, 1e-3), "Adding a constant to all logits changes nothing.",
               "Adding a constant to all logits of a model changes no probability, so it must not change the distillation loss. "
               "Are both models' logits softened and normalised?")
        unsure, sure = torch.zeros(1, 2), torch.tensor([[12.0, -12.0]])
        one = torch.zeros(1, dtype=torch.long)
        passes(losses(sure, unsure, one, 1.0)[1] > losses(unsure, sure, one, 1.0)[1],
               "A student surer than its teacher pays most.",
               "A student that is sure where the teacher is in doubt should pay more than one in doubt where the teacher is sure. "
               "Which of the two is F.kl_div's `target`?")
        singles = sum(losses(student[i:i + 1], teacher[i:i + 1], labels[i:i + 1])[1] for i in range(6)) / 6
        passes(close(singles, distillation, 1e-3), "The loss of a batch is the average over its pairs.",
               f"The average over six single pairs is {singles:.3f}, the batch of the same six gives {distillation:.3f}. "
               "Look at the dimension of softmax and at `reduction`.")
        third = torch.full((6, 1), -1e4)
        more = losses(torch.cat([student, third], 1), torch.cat([teacher, third], 1))[1]
        passes(close(more, distillation, 1e-3), "A further class that nobody believes in changes nothing.",
               f"A further class that nobody believes in changes the distillation loss from {distillation:.3f} to {more:.3f}. "
               "Look at `reduction`: it should divide by the number of pairs alone.")
        ratio = slope(40.0) / slope(20.0)
        passes(0.8 < ratio < 1.25, "The gradient keeps its size when the temperature rises: T² does its work.",
               f"From T = 20 to T = 40 the gradient is multiplied by {ratio:.2f}; it should stay about as large. "
               "What is the factor T² for?")
        passes(close(losses(student, teacher, temperature=9.0)[2], hard) and close(losses(student, student)[2], hard),
               "The hard loss knows neither temperature nor teacher.",
               "The hard loss should depend on student logits and labels only.")
        certain = 50 * nn.functional.one_hot(labels, 3).float()
        passes(losses(certain, teacher)[2] < 0.01, "A student that is sure and right has no hard loss.",
               f"A student that is sure and right should have hard loss 0, but has {losses(certain, teacher)[2]:.3f}. "
               "`self.ce_loss` wants logits, just as they are.")
        passes(close(losses(student, teacher, alpha=1.0)[0], distillation), "alpha = 1 listens to the teacher alone.",
               "With alpha = 1 the combined loss should be the distillation loss.")
        passes(close(losses(student, teacher, alpha=0.0)[0], hard), "alpha = 0 listens to the labels alone.",
               "With alpha = 0 the combined loss should be the hard loss.")


class TinyModel(nn.Module):
    """Logits (B, C) from token ids (B, T), with dropout; notes at each call in which mode it was and whether gradients were on."""

    def __init__(self, num_classes=2):
        super().__init__()
        self.embedding, self.dropout, self.head = nn.Embedding(2000, 8), nn.Dropout(0.5), nn.Linear(8, num_classes)
        self.calls = []

    def forward(self, input_ids, attention_mask=None, **_):
        self.calls.append((self.training, torch.is_grad_enabled()))
        mask = attention_mask[..., None]  # (B, T, 1)
        mean = (self.embedding(input_ids % 2000) * mask).sum(1) / mask.sum(1)  # (B, 8)
        return SimpleNamespace(logits=self.head(self.dropout(mean)))


def check_training_loop(train_with_distillation):
    """On two tiny models: does the student learn from the teacher, and the teacher not at all?"""
    with torch.random.fork_rng(), Report(open_blanks_of(train_with_distillation)) as passes:
        torch.manual_seed(0)
        student, teacher = TinyModel(), TinyModel()
        loader = [(torch.randint(2000, (n, 7)), torch.ones(n, 7, dtype=torch.long), torch.randint(2, (n,))) for n in (4, 4, 3)]
        before = {name: p.clone() for name, p in student.named_parameters()}
        teacher_before = {name: p.clone() for name, p in teacher.named_parameters()}
        seen = []

        def criterion(student_logits, teacher_logits, labels):
            seen.append((student_logits, teacher_logits, labels))
            hard = nn.functional.cross_entropy(student_logits, labels)
            soft = (student_logits - teacher_logits).pow(2).mean()
            return hard + soft, soft, hard

        optimizer = torch.optim.SGD(student.parameters(), lr=0.1)
        with contextlib.redirect_stdout(io.StringIO()):
            history = train_with_distillation(student, teacher, loader, criterion, optimizer, torch.device("cpu"), 2)

        passes(len(seen) == 6, "The criterion is asked once for every batch of every epoch.",
               f"Two epochs of three batches should ask `criterion` 6 times; it was asked {len(seen)} times.")
        passes(bool(student.calls), "The student answers.", "The student model was never called.")
        passes(bool(teacher.calls), "The teacher answers.", "The teacher model was never called. Whose logits are `teacher_logits`?")
        if not (seen and student.calls and teacher.calls):
            return
        teacher.eval()
        expected = [teacher(*batch[:2]).logits for batch in loader] * 2
        passes(all(a.requires_grad for a, _, _ in seen)
               and all(torch.allclose(b, e) for (_, b, _), e in zip(seen, expected, strict=False)),
               "The criterion gets the student's logits first, then the teacher's sure answer.",
               "The criterion should get the student's logits first, the teacher's second, the teacher answering without dropout. "
               "Look at the order of its arguments and at the teacher's mode.")
        passes(not any(training for training, _ in teacher.calls), "The teacher is in eval mode at every batch.",
               "The teacher answered in training mode: its dropout is on and its answers change from one time to the next.")
        passes(all(training for training, _ in student.calls), "The student is in training mode at every batch.",
               "The student answered in eval mode while it should be learning.")
        passes(all(p.grad is None for p in teacher.parameters())
               and all(torch.equal(p, teacher_before[name]) for name, p in teacher.named_parameters()),
               "The teacher gets no gradient and does not change.", "The teacher got gradients or changed: it should only answer.")
        passes(any(not torch.equal(p, before[name]) for name, p in student.named_parameters()),
               "The student changes.",
               "The student's weights are the same after training as before.")
        names = ["total_loss", "distillation_loss", "hard_loss", "accuracy"]
        passes(isinstance(history, dict) and all(len(history.get(name, [])) == 2 for name in names),
               "The history has one value an epoch.",
               f"The history should be a dict of the lists {', '.join(names)}, with one value an epoch.")
        right = [sum((a.argmax(1) == y).sum().item() for a, _, y in seen[i:i + 3]) for i in (0, 3)]
        passes(all(close(a, 100 * r / 11) for a, r in zip(history.get("accuracy", [-1]), right, strict=False)),
               "The accuracy is in per cent.",
               "The history's accuracy should be the share of right answers of the epoch, in per cent.")


def check_loss_curves(history, total_loss, distillation_loss, hard_loss):
    """Are the curves those of the history?"""
    with Report() as passes:
        for name, curve in (("total_loss", total_loss), ("distillation_loss", distillation_loss), ("hard_loss", hard_loss)):
            passes(list(curve) == list(history[name]), f"`{name}` is the history's.",
                   f"`{name}` does not hold what history has under this name.")


def check_evaluation(evaluate_model, tokenizer, device):
    """With models whose answers are known: is the accuracy right, in per cent, without dropout and without gradients?"""
    from datasets import Dataset

    labels = [1, 1, 0] * 7  # 21 pairs: the last batch is short
    pairs = Dataset.from_dict({"text1": [f"ticket {i} is still open" for i in range(21)],
                               "text2": [f"please close {i}" for i in range(21)], "label": labels})
    with torch.random.fork_rng(), Report(open_blanks_of(evaluate_model)) as passes:
        model = TinyModel().to(device)
        nn.init.zeros_(model.head.weight)
        answers = {}
        for answer in (1, 0):
            with torch.no_grad():
                model.head.bias.copy_(torch.tensor([1.0 - answer, float(answer)]))
            model.train()
            answers[answer] = evaluate_model(model, tokenizer, pairs, device)
        accuracy, milliseconds = answers[1]
        passes(close(accuracy, 100 * 14 / 21), "A model that always answers 1 is right as often as the label is 1.",
               f"Of 21 pairs 14 have label 1, so a model that always answers 1 has accuracy 66.67; yours says {accuracy:.2f}.")
        passes(close(answers[0][0], 100 * 7 / 21), "A model that always answers 0 is right on the others.",
               f"A model that always answers 0 has accuracy 33.33 on the same pairs; yours says {answers[0][0]:.2f}.")
        passes(not any(training for training, _ in model.calls), "The model is in eval mode.",
               "The model answered in training mode: with dropout on, its accuracy depends on chance.")
        passes(not any(gradients for _, gradients in model.calls), "No gradients are kept.",
               "Gradients are kept while evaluating: that costs memory and time for nothing.")
        passes(milliseconds > 0, "The time is measured.", f"A batch took {milliseconds} ms, says your function.")


def check_compression(param_reduction, student_model, teacher_model):
    """Does the number say what the student does without?"""
    with Report() as passes:
        if param_reduction is ...:
            return passes(False, "", "Still open: `param_reduction = ...`. It holds how many per cent of the teacher's parameters the "
                                     "student does without; the hint stands above the blank.")
        teacher, student = (sum(map(torch.numel, model.parameters())) for model in (teacher_model, student_model))
        passes(0 <= param_reduction < 100, "It lies between 0 and 100.",
               f"It should lie between 0 and 100 for a student smaller than its teacher; it is {param_reduction:.3f}.")
        implied = teacher * (1 - param_reduction / 100)
        passes(close(implied, student),
               f"Take {param_reduction:.1f} % from the teacher's {teacher:,} and the student's {student:,} are left.",
               f"{param_reduction:.4g} % less than the teacher's {teacher:,} is {implied:,.0f}, but the student has {student:,}. "
               "Is it per cent, of the teacher, and does it count every number of every parameter?")
