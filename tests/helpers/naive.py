"""A grader as most are: nbgrader's own, with tests that assert where the student's code ran. What the attacks were made for."""
import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import nbgraderformat
from nbgrader.preprocessors import CheckCellMetadata, Execute
from nbgrader.utils import determine_grade

from autograder.walls.provisioner import KERNELS

SETUP = """
import copy, types
import matplotlib.pyplot as plt, numpy as np, torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(1)
device, num_epochs = torch.device("cpu"), 2

class Tiny(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.table = nn.Embedding(9, width)
        self.out = nn.Linear(width, 2)

    def forward(self, input_ids=None, attention_mask=None):
        return types.SimpleNamespace(logits=self.out(self.table(input_ids).mean(1)))

teacher_model, student_model = Tiny(12), Tiny(5)
train_loader = [(torch.randint(9, (4, 3)), torch.ones(4, 3), torch.randint(2, (4,))) for _ in range(2)]
history = {"total_loss": [3.0, 2.0], "distillation_loss": [2.0, 1.0], "hard_loss": [1.0, 0.5], "accuracy": [50.0, 75.0]}
"""
TESTS = {"distillation_loss": """
torch.manual_seed(0)
student_logits, teacher_logits, labels = torch.randn(4, 3), torch.randn(4, 3), torch.tensor([0, 2, 1, 0])
def reference(student_logits, teacher_logits, labels, temperature=3.0, alpha=0.7):
    divergence = F.kl_div(F.log_softmax(student_logits / temperature, 1), F.softmax(teacher_logits / temperature, 1),
                          reduction="batchmean") * temperature**2
    hard_loss = F.cross_entropy(student_logits, labels)
    return alpha * divergence + (1 - alpha) * hard_loss, divergence, hard_loss
expected = reference(student_logits, teacher_logits, labels)
losses = DistillationLoss(3.0, 0.7)(student_logits, teacher_logits, labels)
assert torch.allclose(losses[0], expected[0], atol=1e-5)
assert torch.allclose(losses[1], expected[1], atol=1e-5)
assert torch.allclose(losses[2], expected[2], atol=1e-5)
""", "training_loop": """
criterion = lambda s, t, y: ((s - t).square().mean() + F.cross_entropy(s, y), (s - t).square().mean(), F.cross_entropy(s, y))
right = sum((student_model(ids).logits.argmax(1) == y).sum().item() for ids, _, y in train_loader)
student = copy.deepcopy(student_model)
optimizer = torch.optim.SGD(student.parameters(), lr=0.0)
seen = train_with_distillation(student, teacher_model, train_loader, criterion, optimizer, device, 2)
assert "total_loss" in seen
assert seen["accuracy"] == [100 * right / 8] * 2
assert len(seen["hard_loss"]) == 2
""", "loss_curves": """
import unittest
unittest.TestCase().assertEqual(total_loss, history["total_loss"])
unittest.TestCase().assertEqual(hard_loss, history["hard_loss"])
""", "evaluation": """
accuracy, milliseconds = evaluate_model(lambda **_: types.SimpleNamespace(logits=torch.tensor([[0.0, 1.0]])), None, [], device)
np.testing.assert_allclose(accuracy, 66.6, rtol=1e-3)
""", "compression": """
assert abs(param_reduction - 100 * (1 - 57 / 134)) < 1e-6
assert abs(param_reduction - 100 * (1 - sum(p.numel() for p in student_model.parameters()) / 134)) < 1e-6
"""}


def test_cell(question):
    nbgrader = {"grade": True, "grade_id": f"test_{question}", "locked": True, "points": 1, "schema_version": 3, "solution": False,
                "cell_type": "code"}
    return new_code_cell(TESTS[question], metadata={"nbgrader": nbgrader})


def points(attack, source, folder):
    """What nbgrader gives for an attack, `source` being its code with all that it knows, against a test of one point."""
    question = attack.question if attack.question in TESTS else "compression"
    nb = new_notebook(cells=[new_code_cell(SETUP), new_code_cell("" if attack.edits else source), test_cell(question)])
    if attack.edits:
        exec(source, {"nb": nb})
    stock(nb, folder)
    return determine_grade(nb.cells[2])[0]


def stock(nb, folder, timeout=300, kernel_name="walled", **traits):
    """nbgrader's Execute as it comes, with our kernels. Raises whatever it raises."""
    execute = Execute(timeout=timeout, kernel_name=kernel_name, startup_timeout=300, **traits)
    create = execute.create_kernel_manager

    def with_our_kernels():
        km = create()
        km.kernel_spec_manager.kernel_dirs.insert(0, str(KERNELS))
        return km

    execute.create_kernel_manager = with_our_kernels
    execute.preprocess(nb, {"metadata": {"path": str(folder)}})


def chokes_on(nb, folder):
    """Whether nbgrader as it comes fails on a notebook, or does not get an answer from its last cell, or makes no page of it."""
    try:
        nb = nbgraderformat.reads(nbformat.writes(nb), as_version=4)
        CheckCellMetadata().preprocess(nb, {"unique_key": "distillation"})
        stock(nb, folder, 3, nb.metadata.get("kernelspec", {}).get("name", "walled"))
        HTMLExporter().from_notebook_node(nb)
    except Exception:  # each attack has an exception of its own
        return True
    return not any("still here" in output.get("text", "") for output in nb.cells[-1].outputs)
