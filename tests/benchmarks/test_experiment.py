"""The experiment's statistics against independent oracles, and its committed result against a seed trained again."""
import json

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.metrics import accuracy_score, f1_score, log_loss, recall_score

import experiment
import general_distillation
import guides
import measures
import recipes
import summary
from kdlab import models, packed
from lab import notebook_names


@pytest.fixture
def answers():
    """Margins of 6 seeds on 300 pairs of as many requests, some of them twins, the pairs, and a teacher's margins."""
    dice = np.random.default_rng(3)
    duplicate = dice.random(300) < 0.5
    shared = dice.normal(size=300)
    m = 2 * (2 * duplicate - 1) * 0.8 + shared + dice.normal(size=(6, 300))
    pairs = measures.Pairs(duplicate, ~duplicate & (np.arange(300) % 3 == 0), np.array([np.arange(300)] * 2))
    return m, pairs, m + dice.normal(size=(6, 300))


def probabilities(m):
    return torch.softmax(torch.stack([torch.zeros(len(m)), torch.tensor(m)], dim=1), dim=1).numpy()


def test_measures_agree_with_scikit_learn_and_torch(answers):
    """Are accuracy, F1, NLL, agreement and KL what other libraries make of the same logits?"""
    m, pairs, teacher = answers
    labels, p, q = pairs.duplicate, probabilities(m[0]), probabilities(teacher[0])
    found = {name: measures.measure(name, m, pairs, teacher)[0] for name in measures.MEASURES}
    assert found["accuracy"] == pytest.approx(100 * accuracy_score(labels, p[:, 1] > 0.5))
    assert found["f1"] == pytest.approx(100 * f1_score(labels, p[:, 1] > 0.5))
    assert found["nll"] == pytest.approx(log_loss(labels, p))
    assert found["agreement"] == pytest.approx(100 * accuracy_score(q[:, 1] > 0.5, p[:, 1] > 0.5))
    assert found["kl"] == pytest.approx(stats.entropy(q, p, axis=1).mean())
    assert found["found"] == pytest.approx(100 * recall_score(labels, p[:, 1] > 0.5))
    assert found["twins"] == pytest.approx(100 * recall_score(~labels[pairs.twin], p[pairs.twin, 1] < 0.5))


def test_calibration_error_by_hand():
    """Is the ECE the gap in each bin, weighted by how many pairs lie in it, over-confidence and under-confidence alike?"""
    sure, unsure = np.log(0.97 / 0.03), np.log(0.62 / 0.38)  # bins of their own; half, then all, of their answers are right
    pairs = measures.Pairs.of({"label": [1, 0, 1, 0]})
    found = measures.measure("ece", np.array([[sure, sure, unsure, -unsure]]), pairs)[0]
    assert found == pytest.approx(100 * (0.5 * (0.97 - 0.5) + 0.5 * (1 - 0.62)))


def test_temperature_recovers_the_one_put_in():
    """Does fitting find the factor by which honest logits were blown up?"""
    dice = np.random.default_rng(0)
    honest = dice.normal(scale=2, size=40_000)
    labels = dice.random(40_000) < 1 / (1 + np.exp(-honest))
    assert measures.fit_temperature(2.5 * honest, labels) == pytest.approx(2.5, rel=0.05)


def test_bootstrap_counts_seeds_and_requests(answers):
    """With a request a pair, is the bootstrap's variance that of a seed effect and a pair effect together?"""
    m, pairs, _ = answers
    right = 100.0 * ((m > 0) == pairs.duplicate)
    total = measures.draws("accuracy", m, pairs, number=4000).var()
    grand, by_seed, by_pair = right.mean(), right.mean(axis=1), right.mean(axis=0)
    rest = right - by_seed[:, None] - by_pair[None, :] + grand
    expected = by_seed.var() / 6 + by_pair.var() / 300 + rest.var() / 1800  # of resampling both margins of the table
    assert total == pytest.approx(expected, rel=0.12)
    assert total > by_pair.var() / 300 * 0.9


def test_differences_are_paired(answers):
    """Do two models that answer alike on every seed and pair differ by exactly nothing?"""
    m, pairs, _ = answers
    gap = measures.draws("accuracy", m, pairs) - measures.draws("accuracy", 3 * m, pairs)
    assert measures.interval(gap) == [0, 0]


@pytest.mark.parametrize(("low", "high", "word"), [(0.1, 2, "better"), (-2, -0.1, "worse"), (-1, 1, "not told apart"),
                                                   (0, 1, "not told apart")])
def test_decision_rule(low, high, word):
    """Is a difference called one only where the whole interval lies on one side of zero?"""
    assert measures.verdict(low, high) == word


def test_loss_is_the_notebooks():
    """Is the experiment's distillation loss the one that the notebook teaches?"""
    torch.manual_seed(0)
    student, teacher, labels = torch.randn(8, 2), 3 * torch.randn(8, 2), torch.randint(2, (8,))
    taught = notebook_names()["DistillationLoss"](temperature=3.0, alpha=0.7)(student, teacher, labels)[0]
    ours = recipes.student_loss(recipes.Recipe(temperature=3.0, alpha=0.7), student, teacher, labels)
    assert ours.item() == pytest.approx(taught.item(), rel=1e-5)


def test_a_hard_teacher_is_one_more_label():
    """Is the control's loss the cross-entropy of the teacher's decision and of the label, weighed by alpha?"""
    student, teacher, labels = torch.randn(6, 3), torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2])
    ours = recipes.student_loss(recipes.Recipe(guide="hard", alpha=0.7), student, teacher, labels)
    cross_entropy = torch.nn.functional.cross_entropy
    wanted = 0.7 * cross_entropy(student, teacher.argmax(1)) + 0.3 * cross_entropy(student, labels)
    assert ours.item() == pytest.approx(wanted.item())


def test_controls_spoil_what_they_say():
    """Does *shuffled* leave no ticket its own partner, and *others' doubt* each decision, but seldom a pair its own softness?"""
    first = torch.nn.functional.normalize(torch.randn(40, 16, generator=torch.Generator().manual_seed(1)), dim=1)
    guide = guides.Guide(first, first.clone(), 0.5, torch.arange(40))
    likest = guides.shuffled(guide).candidates(slice(None)).argmax(dim=1)
    assert guide.candidates(slice(None)).argmax(dim=1).tolist() == [*range(40)] and (likest != torch.arange(40)).all()
    guide = guides.Guide(first, first.roll(1, dims=1), 0.0, torch.arange(40))
    own, others = (g.pairs(slice(None))[:, 1] for g in (guide, guides.others_doubt(guide, 0)))
    assert torch.equal(own > 0, others > 0) and torch.allclose(own.sort().values, others.sort().values)
    assert (own != others).double().mean() > 0.8


def leaves(tree, path=()):
    """(path, value) of every number and text in a nest of dicts and lists."""
    if isinstance(tree, (dict, list)):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


@pytest.mark.slow
def test_the_committed_table_follows_from_the_committed_runs():
    """Do the committed margins give every number of experiment.json again?"""
    committed = json.loads(summary.RESULT.read_text(encoding="utf-8"))
    again = summary.summarise(summary.read_runs(summary.RUNS), json.loads(summary.LATENCY.read_text(encoding="utf-8"))["rows"])
    again, committed = dict(leaves(json.loads(json.dumps(again)))), dict(leaves({name: committed[name] for name in again}))
    assert again == pytest.approx(committed, abs=0.011)  # another processor rounds otherwise: a pair's luck at an interval's end


def test_the_readme_says_what_was_measured():
    """Are its first sentence and every line of its tables what experiment.json says?"""
    pages = (summary.HERE.parent / "README.md", summary.HERE / "README.md")
    text = " ".join(" ".join(page.read_text(encoding="utf-8") for page in pages).split())
    said = list(summary.readme(json.loads(summary.RESULT.read_text(encoding="utf-8"))))
    assert len(said) > 25 and [words for words in said if " ".join(words.split()) not in text] == []


@pytest.mark.slow
def test_one_seed_trained_again():
    """Does a plain student, trained again from nothing, answer as the committed one does, but for another processor's rounding?"""
    arm, seed = "plain", 0
    line = experiment.run(arm, experiment.ARMS[arm][0], seed)[0]
    pairs = measures.Pairs.of(recipes.read_pairs(recipes.LAB / "tickets", "test"))
    committed, again = (np.array([m["margins"]["test"]]) / 100 for m in (summary.read_runs(summary.RUNS)["tickets", arm, seed], line))
    assert measures.measure("agreement", again, pairs, committed)[0] > 85
    assert abs(measures.measure("accuracy", again, pairs) - measures.measure("accuracy", committed, pairs))[0] < 5


def test_the_notebook_trains_as_the_experiment_does():
    """Are the notebook's settings those of the arms "teacher" and "distilled"?"""
    settings, teacher, distilled = recipes.SETTINGS, experiment.TEACHER, experiment.DISTILLED
    steps = settings.num_epochs * -(-1000 // settings.batch_size)
    assert (teacher.steps, teacher.lr) == (steps, settings.teacher_lr)
    steps = settings.num_epochs * -(-(1000 + settings.num_unlabelled) // settings.batch_size)
    assert (distilled.steps, distilled.lr, distilled.unlabelled) == (steps, settings.student_lr, settings.num_unlabelled)
    assert distilled.model == settings.student


@pytest.mark.slow
def test_general_distillation_goes_on_where_it_stopped(tmp_path, monkeypatch):
    """On a few sentences, does a run that was ended after its first hundred steps reach the same weights as one that was not?"""
    (tmp_path / "some.txt").write_text("\n".join(f"Sentence {i} of {i * i}, please." for i in range(40)), encoding="utf-8")
    for name, value in (("BUILD", tmp_path), ("HELD_OUT", 8), ("BATCH", 2)):
        monkeypatch.setattr(general_distillation, name, value)
    learned, held_out = general_distillation.read_sentences(tmp_path)
    monkeypatch.setattr(packed, "STUDENTS", tmp_path)
    ends = []
    for stopped in (False, True):
        (tmp_path / "two_narrow_layers-120.pt").unlink(missing_ok=True)
        if stopped:
            with monkeypatch.context() as at_step_110, pytest.raises(KeyboardInterrupt):
                at_step_110.setattr(general_distillation, "texts_of_step", interrupted_at(110, general_distillation.texts_of_step))
                general_distillation.distil("two narrow layers", 120, learned, held_out)
        general_distillation.distil("two narrow layers", 120, learned, held_out)
        ends.append((tmp_path / models.STUDENTS["two narrow layers"][0]).read_bytes())
    assert ends[0] == ends[1]


def interrupted_at(stop, texts_of_step):
    def texts(sentences, step):
        if step == stop:
            raise KeyboardInterrupt
        return texts_of_step(sentences, step)
    return texts
