"""Two towers, and the student that was distilled on plain sentences: do they compute what the notebook says of them?"""
import hashlib
import shutil

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import kdlab
from kdlab import models, packed, resampling, towers
from kdlab.errors import LabError
from lab import fine_tune

TEXT = st.text("abc xyz'.", max_size=40)


@pytest.fixture(scope="module")
def laptop():
    """The models of profile `laptop` as loaded, the teacher's float32, and the tokenizer."""
    settings = kdlab.PROFILES["laptop"]
    teacher, tokenizer = kdlab.load_teacher(settings)
    return settings, teacher, kdlab.load_student(settings, teacher, tokenizer)[0], tokenizer


def rows(tokenizer, *texts):
    return tokenizer(*texts, padding=True, return_tensors="pt", return_token_type_ids=False)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_a_row_is_parted_into_its_two_tickets(pairs):
    """Is each half of `[CLS] a [SEP] b [SEP]` what the tokenizer makes of that ticket alone, padded to the longest?"""
    _, tokenizer = kdlab.load_teacher(kdlab.PROFILES["grading"])
    a, b = (list(texts) for texts in zip(*pairs, strict=True))
    together = rows(tokenizer, a, b)
    ids, mask = towers.part(together["input_ids"], together["attention_mask"], tokenizer.sep_token_id)
    alone = rows(tokenizer, a + b)
    assert torch.equal(ids * mask, alone["input_ids"] * alone["attention_mask"]) and torch.equal(mask, alone["attention_mask"])


def test_the_logits_are_a_scaled_cosine_of_mean_vectors(laptop):
    """Do they follow from each ticket's token vectors, averaged one ticket at a time without any padding?"""
    _, teacher, _, tokenizer = laptop
    a, b = ["I can't log in", "refund!"], ["Unable to get into my account since the update of yesterday", "you paid me back twice"]
    teacher.eval()
    with torch.no_grad():
        found = teacher(**rows(tokenizer, a, b)).logits
        vectors = [[teacher.encoder(**rows(tokenizer, [t])).last_hidden_state[0].mean(dim=0) for t in texts] for texts in (a, b)]
        cosine = torch.stack([torch.cosine_similarity(x, y, dim=0) for x, y in zip(*vectors, strict=True)])
        margin = teacher.log_scale.exp() * (cosine - teacher.threshold)
    assert torch.allclose(found, torch.stack([-margin / 2, margin / 2], dim=1), atol=0.05)  # bfloat16, where the processor has it


def test_two_towers_do_not_mind_the_order(laptop):
    """Is "a" against "b" answered as "b" against "a"?"""
    _, _, student, tokenizer = laptop
    a, b = ["add a user", "the bill is wrong"], ["remove one of our users please", "How do I get a copy of my bill?"]
    student.eval()
    with torch.no_grad():
        assert torch.allclose(student(**rows(tokenizer, a, b)).logits, student(**rows(tokenizer, b, a)).logits, atol=1e-3)


def test_a_teacher_encodes_a_ticket_once(laptop):
    """In two epochs of answers, does each ticket reach the encoder once, with the answers as before, and only where nothing trains?"""
    _, teacher, _, tokenizer = laptop
    teacher.eval()
    batches = [rows(tokenizer, ["add a user", "refund please"], ["remove a user", "add a user"]),
               rows(tokenizer, ["remove a user"], ["my screen is black"])] * 2
    encoded = []
    hook = teacher.encoder.register_forward_pre_hook(
        lambda _, __, inputs: encoded.extend(inputs["input_ids"].tolist()), with_kwargs=True)
    with torch.no_grad():
        before = [teacher(**batch).logits for batch in batches]
        encoded.clear()
        with towers.each_ticket_once(teacher):
            after = [teacher(**batch).logits for batch in batches]
            assert len(encoded) == 4
            teacher.train()
            teacher(**batches[0])
            assert len(encoded) == 8
        teacher.eval()
        teacher(**batches[0])
        assert len(encoded) == 12
    hook.remove()
    assert all(torch.allclose(a, b, atol=0.05) for a, b in zip(before, after, strict=True))


def test_candidates_hold_the_pairs_on_their_diagonal(laptop):
    """Is each first ticket compared with every second one, its own partner on the diagonal, as the model compares a pair?"""
    _, teacher, _, tokenizer = laptop
    teacher.eval()
    batch = rows(tokenizer, ["add a user", "refund please", "too slow"], ["remove a user", "where is my money", "it takes ages"])
    with torch.no_grad():
        among = towers.AmongCandidates(teacher)(**batch).logits
        margin = teacher(**batch).logits.diff(dim=1).squeeze(1)
    assert among.shape == (3, 3) and among.argmax(dim=1).tolist() == [0, 1, 2]
    assert torch.allclose(among.diagonal() - teacher.log_scale.exp() * teacher.threshold, margin, atol=0.05)


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=1, max_size=30).filter(lambda rows: any(y for _, y in rows)),
       st.floats(0, 1))
def test_a_threshold_finds_its_share_of_the_duplicates(found, share):
    """Is at least that share of the duplicates found, and not one more than it takes?"""
    margins, labels = torch.tensor([m for m, _ in found]), torch.tensor([int(y) for _, y in found])
    answers = kdlab.answers_that_find(share, margins, labels)
    hits = answers[labels == 1].double()
    assert hits.mean() >= share - 1e-9
    spared = margins[labels == 1].sort(descending=True).values
    needed = int(np.ceil(share * len(hits) - 1e-9))
    assert hits.sum() <= max(1, needed) + (spared == margins[(labels == 1) & (answers == 1)].min()).sum()


def test_a_chosen_threshold_is_the_best_on_the_pairs_it_was_chosen_on(laptop):
    """Does no other threshold answer more of them right, and does the model itself keep its own?"""
    settings, teacher, _, tokenizer = laptop
    validation = kdlab.load_pairs(settings)["validation"].select(range(60))
    labels = torch.tensor(validation["label"])
    before = teacher.threshold.item()
    best = kdlab.with_best_threshold(teacher, tokenizer, validation, settings, "cpu")
    margin = kdlab.predict(best, tokenizer, validation, settings, "cpu").diff(dim=1).squeeze(1)  # (N,)
    right = [((margin + 1e-3 >= at) == labels).sum() for at in (0, *margin.unique())]
    assert right[0] == max(right) and teacher.threshold.item() == before


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=1, max_size=12))
def test_the_best_threshold_is_the_first_of_the_best(found):
    """For any likenesses, ties among them, is it the lowest of those that answer most pairs right?"""
    likeness, labels = torch.tensor([float(x) for x, _ in found]), [int(y) for _, y in found]

    def right(threshold):
        return sum((x >= threshold) == y for x, y in found)
    best = kdlab.best_threshold(likeness, labels).item()
    assert best == min({x for x, _ in found}, key=lambda threshold: (-right(threshold), threshold))


def test_training_leaves_the_words_alone(laptop):
    """After a step, are the word embeddings as they were, and everything else moved, scale and threshold too?"""
    settings, teacher, student, tokenizer = laptop
    loader = [next(iter(kdlab.make_loader(tokenizer, kdlab.load_pairs(settings)["train"], settings)))] * 3
    fine_tune(student, loader, 1e-4, 1)
    moved = {name for name, w in student.state_dict().items() if not torch.equal(w, student.first_weights[name])}
    still = student.state_dict().keys() - moved
    assert {"log_scale", "threshold"} <= moved and {name for name in still if "token_type" not in name} == {f"encoder.{packed.SHARED}"}
    kdlab.start_over(student)


@pytest.mark.parametrize("name", models.STUDENTS)
def test_committed_students_are_near_their_teacher(laptop, name):
    """On tickets, is a generally distilled student's vector nearer to the teacher's than that of the layers it started from?"""
    settings, teacher, _, tokenizer = laptop
    batch = rows(tokenizer, kdlab.load_pairs(settings)["validation"]["text1"][:100])
    distilled = kdlab.load_student(settings, teacher, tokenizer, name)[0]
    cut = kdlab.load_student(settings, teacher, tokenizer, f"{name}, as cut")[0]
    with torch.no_grad():
        theirs, *mine = (model.eval().vectors(**batch) for model in (teacher, distilled, cut))
    near, before = (torch.cosine_similarity(theirs, vectors).mean() for vectors in mine)
    assert near > before + 0.1


def test_packed_weights_come_back(laptop, tmp_path):
    """Is each matrix that was packed as int8 back within half a step of its row's scale, and is the rest exact to half precision?"""
    encoder = laptop[2].encoder
    packed.save(encoder, tmp_path / "w", {"steps": 3})
    found = packed.load(tmp_path / "w", hashlib.sha256((tmp_path / "w").read_bytes()).hexdigest())
    assert packed.about(tmp_path / "w") == {"steps": 3}
    weights = encoder.state_dict()
    assert weights.keys() - found.keys() == {packed.SHARED}
    for name, w in found.items():
        step = weights[name].abs().amax(dim=1, keepdim=True) / 127 if w.dim() == 2 else weights[name].abs() / 500
        assert ((w - weights[name]).abs() <= 0.51 * step + 1e-7).all(), name


def test_half_a_student(laptop, tmp_path, monkeypatch):
    """Are weights of a student that were cut short found out by their hash?"""
    settings, teacher, _, tokenizer = laptop
    shutil.copytree(packed.STUDENTS, tmp_path / "student")
    weights = tmp_path / "student" / models.STUDENTS[settings.student][0]
    weights.write_bytes(weights.read_bytes()[:-1])
    monkeypatch.setattr(packed, "STUDENTS", tmp_path / "student")
    with pytest.raises(LabError, match="damaged or only half there"):
        kdlab.load_student(settings, teacher, tokenizer)


def test_the_interval_counts_requests_and_not_pairs():
    """Where all pairs of a request share one fate, is the interval that of so many requests, and else that of so many pairs?"""
    dice = np.random.default_rng(0)
    fate = dice.random(50) < 0.8
    requests = np.repeat(np.arange(50), 20)
    pairs = {"label": [1] * 1000, "request1": list(requests), "request2": list(requests)}
    for given_pairs, number in ((pairs, 50), ({"label": pairs["label"]}, 1000)):
        low, high = resampling.interval(fate[requests], given_pairs)
        half = 1.96 * np.sqrt(fate.mean() * (1 - fate.mean()) / number)
        assert (high - low) / 2 == pytest.approx(half, rel=0.15) and low < fate.mean() < high
