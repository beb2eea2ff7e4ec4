"""The stand-ins of the training loop: do they look like the real things wherever an answer could look?"""
import copy

import pytest
import torch

from autograder.judging.probe_tools import pack, run_probe
from autograder.judging.questions import training_loop
from autograder.judging.stand_in_clock import StandInClock
from autograder.judging.stand_ins import KnownModel, StandInCriterion, TinyClassifier

INPUTS = training_loop.make_inputs(0)
IDS, MASK, LABELS = training_loop.batch_of(INPUTS, [3, 1, 4])  # (3, T), (3, T), (3,)
MODELS = {"loop": lambda: TinyClassifier(**INPUTS["student"]),
          "evaluation": lambda: KnownModel(torch.arange(50.0).view(2, 25), 0.01, StandInClock({}))}
FORMS = {"by name": lambda model: model(input_ids=IDS, attention_mask=MASK).logits,
         "by position": lambda model: model(IDS, MASK).logits,
         "a dict": lambda model: model(**{"input_ids": IDS, "attention_mask": MASK, "token_type_ids": 0 * IDS}).logits,
         "key": lambda model: model(IDS, MASK)["logits"],
         "get": lambda model: model(IDS, MASK).get("logits"),
         "first": lambda model: model(IDS, MASK)[0],
         "last of a slice": lambda model: model(IDS, MASK, labels=LABELS % 2)[:2][1],
         "tuple": lambda model: model(IDS, MASK).to_tuple()[0],
         "no dict": lambda model: model(IDS, MASK, return_dict=False)[0],
         "behind the loss": lambda model: model(IDS, MASK, labels=LABELS % 2, return_dict=False)[1],
         "mask of bools": lambda model: model(IDS, MASK.bool()).logits,
         "eval returns the model": lambda model: model.train().eval().to(model.device)(IDS, MASK).logits,
         "autocast": lambda model: under_autocast(model)}


def under_autocast(model):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return model(IDS, MASK).logits


@pytest.mark.parametrize("which", MODELS)
@pytest.mark.parametrize("form", FORMS)
def test_a_model_is_asked_in_any_form(which, form):
    """Whatever the way of asking, are the logits the same to the last digit?"""
    model = MODELS[which]().eval()
    assert torch.equal(FORMS[form](model), model(input_ids=IDS, attention_mask=MASK).logits)


@pytest.mark.parametrize("which", MODELS)
def test_a_model_has_what_a_transformers_model_has(which):
    """Classes, words, device, dtype, parameters, modes, weights to start over from, and an output without what nobody asked for?"""
    model = MODELS[which]()
    logits = model(IDS, MASK).logits
    assert model.config.num_labels == logits.shape[1] and model.config.vocab_size > IDS.max()
    assert model.device == torch.device("cpu") and model.dtype == torch.float32
    assert model.num_parameters() == model.num_parameters(only_trainable=True) == sum(p.numel() for p in model.parameters())
    assert model.requires_grad_(False).num_parameters(only_trainable=True) == 0 and model.eval().training is False
    assert model(IDS, MASK).loss is None and model(IDS, MASK, labels=LABELS % 2).loss > 0
    assert model(IDS, MASK).hidden_states is None and not hasattr(model(IDS, MASK), "last_hidden_state")


def test_a_copy_goes_on_in_the_same_notes():
    """Is a loop that asks a deep copy of the teacher seen asking?"""
    model = TinyClassifier(**INPUTS["teacher"])
    copy.deepcopy(model)(IDS, MASK)
    assert len(model.calls) == 1


def test_the_criterion_notes_where_a_gradient_can_flow_alone():
    """Does a loop that computes a loss to look at, without gradients, leave no note?"""
    criterion, logits = StandInCriterion(), torch.rand(3, 3)
    criterion(logits, logits, LABELS)
    losses = criterion(logits.clone().requires_grad_(), logits, LABELS)
    assert len(criterion.calls) == 1 and len(losses) == 3 and (criterion.temperature, criterion.alpha) == (3.0, 0.7)


SEES = """
def train_with_distillation(student_model, teacher_model, train_loader, criterion, optimizer, device, num_epochs):
    for epoch in range(num_epochs):
        looked_at_before = list(train_loader)
        for input_ids, attention_mask, labels in train_loader:
            seen.append((epoch, input_ids))
            optimizer.step()
"""


def test_the_loader_shuffles_anew_in_each_epoch():
    """Are the batches of the second epoch others than those of the first, each padded to its own longest pair?"""
    namespace = {"seen": []}
    exec(SEES, namespace)
    run_probe(training_loop.probe, namespace, pack(INPUTS), "")
    first, second = ([ids for epoch, ids in namespace["seen"] if epoch == number] for number in (0, 1))
    pairs = [[{tuple(filter(None, row)) for row in ids.tolist()} for ids in epoch] for epoch in (first, second)]
    assert set.union(*pairs[0]) == set.union(*pairs[1]) and [*map(len, pairs[0])] == [4, 4, 1]
    assert all(a != b for a, b in zip(*pairs, strict=True))
    assert all((ids[:, -1] > 0).any() and (ids == 0).any() == (len(ids) > 1) for ids in first + second)
