"""The plumbing: are batches tight, runs repeatable, twins fair, and measurements measurements?"""
import copy
import time
from dataclasses import replace
from unittest.mock import Mock

import pytest
import torch
from torch import nn

import kdlab
from lab import fine_tune, notebook_names, silently


def test_a_pair_is_encoded_as_a_pair(tiny):
    """Is it [CLS] text1 [SEP] text2 [SEP], as the tokenizer itself builds it, cut to the maximal length?"""
    pairs = {"text1": ["How can I", "how can " * 80], "text2": ["not in the plan", "b"], "label": [1, 0]}
    short, long = kdlab.encode(tiny.tokenizer, pairs, 128)
    assert tiny.tokenizer.convert_ids_to_tokens(short) == [
        "[CLS]", *"how can i".split(), "[SEP]", *"not in the [UNK]".split(), "[SEP]"]
    assert len(long) == 128


def test_the_same_pairs_are_cut_into_tokens_once():
    """Put to one model after the other, are pairs tokenised for the first alone, and anew where a text or the length is another?"""
    cut = Mock(side_effect=lambda first, second, **how: {"input_ids": [[how["max_length"], len(a), len(b)]
                                                                       for a, b in zip(first, second, strict=True)]})
    pairs = {"text1": ["a", "bb"], "text2": ["ccc", ""], "label": [0, 1]}
    assert kdlab.encode(cut, pairs, 8) == kdlab.encode(cut, dict(pairs, label=[1, 1]), 8) == [[8, 1, 3], [8, 2, 0]]
    assert cut.call_count == 1
    assert kdlab.encode(cut, pairs, 9) == [[9, 1, 3], [9, 2, 0]]
    assert kdlab.encode(cut, dict(pairs, text2=["c", ""]), 8) == [[8, 1, 1], [8, 2, 0]]


@pytest.mark.parametrize("shuffle", [False, True])
def test_batches_hold_every_pair_once_and_no_column_of_padding(tiny, shuffle):
    """Does each pair come once with its own label, and is each batch no wider than its longest pair?"""
    texts = list(zip(tiny.pairs["train"]["text1"], tiny.pairs["train"]["text2"], tiny.pairs["train"]["label"], strict=True))
    cut = {"truncation": True, "max_length": tiny.settings.max_length}
    wanted = sorted((tiny.tokenizer.encode(a, b, **cut), label) for a, b, label in texts)
    seen = []
    for ids, mask, labels in kdlab.make_loader(tiny.tokenizer, tiny.pairs["train"], tiny.settings, shuffle):
        assert ids.shape == mask.shape and mask[:, -1].any()
        seen += [(row[m.bool()].tolist(), label) for row, m, label in zip(ids, mask, labels.tolist(), strict=True)]
    assert sorted(seen) == wanted
    assert shuffle or [label for _, label in seen] == list(tiny.pairs["train"]["label"])


def test_grouping_by_length_saves_padding():
    """Do shuffled batches of the tickets hold less padding than unshuffled ones?"""
    settings = replace(kdlab.PROFILES["laptop"], max_length=1000)  # nothing is cut
    _, tokenizer = kdlab.load_teacher(kdlab.PROFILES["grading"])
    train = kdlab.load_pairs(settings)["train"]
    torch.manual_seed(0)
    used = [sum(ids.numel() for ids, _, _ in kdlab.make_loader(tokenizer, train, settings, shuffle)) for shuffle in (True, False)]
    assert used[0] < 0.9 * used[1]


def test_the_same_run_twice_gives_the_same_weights(tiny):
    """Does fine-tuning again, on a model already trained, end at the same bytes?"""
    loader = kdlab.make_loader(tiny.tokenizer, tiny.pairs["train"], tiny.settings)
    ends = []
    for _ in range(2):
        fine_tune(tiny.student, loader, 1e-3, 2)
        ends.append(copy.deepcopy(tiny.student.state_dict()))
    assert all(torch.equal(ends[0][name], ends[1][name]) for name in ends[0])
    assert any(not torch.equal(ends[0][name], w) for name, w in tiny.student.first_weights.items())


def test_a_copy_starts_over_by_itself(tiny):
    """Trained and started over, is a copy where it began, and its original as it was?"""
    loader = kdlab.make_loader(tiny.tokenizer, tiny.pairs["train"], tiny.settings)
    fine_tune(tiny.student, loader, 1e-3, 2)
    trained, other = copy.deepcopy(tiny.student.state_dict()), copy.deepcopy(tiny.student)
    fine_tune(other, loader, 1e-2, 2)
    kdlab.start_over(other)
    assert all(torch.equal(w, other.first_weights[name]) for name, w in other.state_dict().items())
    assert all(torch.equal(w, trained[name]) for name, w in tiny.student.state_dict().items())
    assert any(not torch.equal(w, trained[name]) for name, w in tiny.student.first_weights.items())


def test_the_twins_see_the_same_batches(tiny):
    """Does the plain student get the distilled student's batches in the same order, epoch after epoch, from the same weights?"""
    space = notebook_names()
    loader = kdlab.make_loader(tiny.tokenizer, tiny.pairs["train"], tiny.settings)
    plain, seen = copy.deepcopy(tiny.student), {}
    for name, model in ("distilled", tiny.student), ("plain", plain):
        seen[name] = []
        model.register_forward_pre_hook(lambda m, a, inputs, name=name: seen[name].append(inputs["input_ids"].tolist()),
                                        with_kwargs=True)
    kdlab.start_over(tiny.student)
    optimizer = kdlab.adamw(tiny.student, 1e-3, 3 * len(loader))
    silently(space["train_with_distillation"], tiny.student, tiny.teacher, loader, space["DistillationLoss"](), optimizer, "cpu", 3)
    fine_tune(plain, loader, 1e-3, 3)
    assert len(seen["plain"]) == 3 * len(loader) and seen["plain"] == seen["distilled"]
    assert all(torch.equal(w, plain.first_weights[name]) for name, w in tiny.student.first_weights.items())


def test_the_rate_warms_up_and_falls_to_zero():
    """Over 20 steps, does the rate rise over the first 2 and reach 0 after the last?"""
    layer = nn.Linear(1, 1)
    optimizer, rates = kdlab.adamw(layer, 1.0, 20), []
    for _ in range(20):
        layer(torch.ones(1, 1)).sum().backward()
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
    assert rates == pytest.approx([0, 0.5, *(1 - i / 18 for i in range(18))])
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0)


def test_the_student_starts_as_half_of_its_teacher(tiny):
    """With the teacher's odd layers made to do nothing, does the student compute the teacher's hidden states?"""
    teacher = tiny.teacher.bert.eval()

    class Identity(nn.Module):
        def forward(self, hidden_states, *args, **kwargs):
            return hidden_states

    for i in range(1, len(teacher.encoder.layer), 2):
        teacher.encoder.layer[i] = Identity()
    batch = tiny.tokenizer(["my refund is late"], ["where is it"], return_tensors="pt")
    inputs = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"]}
    with torch.no_grad():
        expected = teacher(**inputs).last_hidden_state
        assert torch.allclose(tiny.student.bert.eval()(**inputs).last_hidden_state, expected, atol=1e-5)


def test_latency_measures_each_model(tiny):
    """Is a model that sleeps 20 ms measured at 20 ms or a little more, and one that sleeps 5 ms as the faster one?"""
    class Sleeper(nn.Module):
        def __init__(self, seconds):
            super().__init__()
            self.seconds = seconds

        def forward(self, input_ids, attention_mask):
            time.sleep(self.seconds)

    found = silently(kdlab.latency, {"slow": Sleeper(0.02), "fast": Sleeper(0.005)}, tiny.tokenizer, tiny.pairs["test"],
                     replace(tiny.settings, latency_batches=9), "cpu", 1)
    assert found["slow"]["median"] >= 20 > found["fast"]["median"] >= 5
    assert all(times["p95"] >= times["median"] for times in found.values())


def test_importing_kdlab_is_quick_because_transformers_waits():
    """Does importing kdlab leave transformers, datasets and sentence_transformers alone until they are needed?"""
    import subprocess
    import sys

    from lab import LAB
    code = "import kdlab, sys; print([m for m in ('transformers', 'datasets', 'sentence_transformers') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=LAB, capture_output=True, text=True).stdout.strip() == "[]"
