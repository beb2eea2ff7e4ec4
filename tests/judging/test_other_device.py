"""Some of the corpus on a device that is not the processor, as on a GPU: does every probe put its tensors where the model is?"""
import pytest
import torch

import elsewhere
from autograder.judging.questions import QUESTIONS
from in_process import corpus, grade, named_in

EVERY = 6  # so many answers of the corpus stand for all: such a device is slow
NOT_THERE = {"torch_benchmark_timer"}  # it waits for a device's streams, and one registered from Python has none
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


def there(kind):
    return [(question, file) for question, file in corpus(kind)[::EVERY] if file.stem not in NOT_THERE]


@pytest.fixture
def device(monkeypatch):
    """The second device, and every question asked on it."""
    device = elsewhere.register()
    for module in QUESTIONS.values():
        if hasattr(module, "the_device"):
            monkeypatch.setattr(module, "the_device", lambda: device)
    torch.__future__.set_swap_module_params_on_conversion(True)  # `.to` and `.half` put other data into a parameter, which we see
    with torch.autograd.set_multithreading_enabled(False):  # an error in such a device's own thread would end Python
        yield device
    torch.__future__.set_swap_module_params_on_conversion(False)


def test_a_mixture_is_found(device):
    """Does this device refuse what a GPU refuses: another device's tensors, and to be read as an array?"""
    model, batch = torch.nn.Linear(3, 2).to(device), torch.ones(4, 3)
    with pytest.raises(RuntimeError, match="same device"):
        model(batch)
    with pytest.raises((TypeError, RuntimeError)):
        model(batch.to(device)).detach().numpy()
    assert torch.equal(model(batch.to(device)).cpu(), model.cpu()(batch))


@pytest.mark.parametrize(("question", "file"), there("right"), **ids)
def test_a_right_answer_is_right_there(question, file, device):
    """Full marks, as on the processor?"""
    verdict = grade(question, file.read_text(), device=device)
    assert (verdict.points, verdict.misconceptions) == (verdict.max_points, []), verdict.parts


@pytest.mark.parametrize(("question", "file"), there("wrong"), **ids)
def test_a_wrong_answer_is_wrong_there(question, file, device):
    """Does it lose marks, and is it called what it is on the processor?"""
    verdict = grade(question, file.read_text(), device=device)
    assert verdict.points < verdict.max_points
    assert sorted(verdict.misconceptions) == named_in(file), verdict.parts
