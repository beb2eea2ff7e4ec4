"""What only a graphics card can show: `make test-cuda` on a machine that has one. Elsewhere everything here is skipped."""
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

import kdlab
import tolerances
from autograder.submission.grading import grade_submission
from autograder.submission.machine import Settings
from classes import results
from in_process import corpus, grade, outcome
from lab import run, run_lab, write_pairs
from student import as_bytes, code, find, put, short, student

pytestmark = [pytest.mark.cuda, pytest.mark.slow,
              pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch finds no CUDA device on this machine")]
ON_THE_CARD = "assert device.type == 'cuda' and float(torch.ones(9, device=device).sum()) == 9"
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


def with_check_of(nb, source):
    """A notebook with one more cell above the first graded one."""
    return put(nb, find(nb, "distillation_loss"), 0, code(source))


@pytest.mark.parametrize(("question", "file"), corpus("right") + corpus("wrong"), **ids)
def test_the_card_gives_the_processors_grade(question, file):
    """The same points, the same parts lost, the same names?"""
    on_the_card, on_the_cpu = (outcome(grade(question, file.read_text(), device=device)) for device in (None, torch.device("cpu")))
    assert on_the_card == on_the_cpu


@pytest.fixture(params=["highest", "high"], ids=["float32", "TF32"])
def precision(request):
    """Of matrix products."""
    usual = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(request.param)
    yield request.param
    torch.set_float32_matmul_precision(usual)


def test_tolerances_hold_on_the_card(precision):
    """Are right answers in float32, with shortened matrix products too, ten times nearer than a tolerance, and mistakes farther?"""
    assert tolerances.unfounded(30) == []


def test_a_walled_kernel_has_the_card():
    """Forked by a launcher that has imported PyTorch and asked no card: is it on the card, with full marks for right answers?"""
    graded = grade_submission("ada", as_bytes(with_check_of(student(), ON_THE_CARD)), Settings())
    assert graded.row["status"] == "graded" and not graded.row["notes"], graded.log or graded.row
    assert all(question["points"] == question["max_points"] for question in graded.row["questions"].values()), graded.row
    cell = next(cell for cell in json.loads(graded.notebook)["cells"] if ON_THE_CARD in "".join(cell["source"]))
    assert not cell["outputs"]


def test_two_kernels_share_a_card(tmp_path):
    """The real command with two at a time: full marks for both, on the card?"""
    (tmp_path / "class").mkdir()
    for name in "ada", "bob":
        (tmp_path / "class" / f"{name}.ipynb").write_bytes(as_bytes(with_check_of(short(), ON_THE_CARD)))
    done = run("python", "-m", "autograder", "grade", tmp_path / "class", "--out", tmp_path / "out", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    rows = results(tmp_path / "out")
    assert {row["status"] for row in rows.values()} == {"graded"} and not any(row["notes"] for row in rows.values())
    assert all(question["points"] == question["max_points"] for row in rows.values() for question in row["questions"].values())


def test_the_cards_memory_runs_out():
    """In one answer: is that its error, with no points, and does it cost no other question a point, nor the next submission?"""
    greedy = "class DistillationLoss(nn.Module):\n    def forward(self, *_):\n        return torch.empty(1 << 50, device='cuda')"
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(grade_submission, "bob", as_bytes(short()), Settings())
        row = grade_submission("ada", as_bytes(short(distillation_loss=greedy)), Settings()).row
    lost = row["questions"].pop("distillation_loss")
    assert row["status"] == "graded" and lost["points"] == 0
    assert any("OutOfMemoryError" in part["message"] for part in lost["parts"]), lost
    assert all(question["points"] == question["max_points"] for question in row["questions"].values())
    assert all(question["points"] == question["max_points"] for question in other.result().row["questions"].values())


def test_the_paper_profile_runs_on_the_card(tmp_path):
    """With local folders in place of the hub's names: on the card, from loading to the report?"""
    from transformers import BertConfig, BertForSequenceClassification, DistilBertConfig, DistilBertForSequenceClassification

    _, tokenizer = kdlab.load_teacher(kdlab.PROFILES["grading"])
    words = {"vocab_size": len(tokenizer)}
    BertForSequenceClassification(BertConfig(**words, hidden_size=32, intermediate_size=64, num_attention_heads=2,
                                             num_hidden_layers=2)).save_pretrained(tmp_path / "teacher")
    DistilBertForSequenceClassification(DistilBertConfig(**words, dim=32, hidden_dim=64, n_heads=2,
                                                         n_layers=1)).save_pretrained(tmp_path / "student")
    for name in "teacher", "student":
        tokenizer.save_pretrained(tmp_path / name)
    pairs = kdlab.load_pairs(kdlab.PROFILES["grading"])
    data = write_pairs(tmp_path / "pairs", **{split: list(pairs[split]) for split in ("train", "validation", "test")})
    found = run_lab(tmp_path, KD_PROFILE="paper", KD_TEACHER=tmp_path / "teacher", KD_STUDENT=tmp_path / "student", KD_DATASET=data)
    assert found["device"].startswith("cuda") and found["profile"] == "paper"


def test_the_lab_runs_on_the_card(tmp_path):
    """`make lab` on the laptop profile: on the card, and is the student smaller than its teacher, and better than a guess?"""
    found = run_lab(tmp_path)
    assert found["device"].startswith("cuda")
    assert found["student"]["parameters"] < found["teacher"]["parameters"] and found["student"]["accuracy"] > 60
