"""Some of the corpus on a device that is not the processor, as on a GPU: does every probe put its tensors where the model is?"""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
import torch

import elsewhere
from in_process import corpus, grade, named_in

pytestmark = pytest.mark.slow

EVERY = 6  # so many answers of the corpus stand for all: such a device is slow
NOT_THERE = {"torch_benchmark_timer"}  # it waits for a device's streams, and one registered from Python has none
ids = {"ids": lambda value: value if isinstance(value, str) else value.stem}


def some(kind):
    return [(question, file) for question, file in corpus(kind)[::EVERY] if file.stem not in NOT_THERE]


def begin():
    """In a process of its own, which keeps such a device to its end."""
    elsewhere.register()
    torch.__future__.set_swap_module_params_on_conversion(True)  # `.to` and `.half` put other data into a parameter, which we see


@pytest.fixture(scope="module")
def there():
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin) as pool:
        yield lambda *call: pool.submit(*call).result()


def verdict_of(question, file):
    with torch.autograd.set_multithreading_enabled(False):  # an error in such a device's own thread would end Python
        verdict = grade(question, file.read_text(), device=elsewhere.register())
    return verdict.points, verdict.max_points, sorted(verdict.misconceptions), [part.message for part in verdict.parts]


def mixtures():
    """What this device says of a model and a batch on two devices, of a result as an array, and if it computes as the CPU does."""
    device, said = elsewhere.register(), []
    model, batch = torch.nn.Linear(3, 2).to(device), torch.ones(4, 3)
    for mixed in (lambda: model(batch), lambda: model(batch.to(device)).detach().numpy()):
        try:
            said.append(mixed())
        except (RuntimeError, TypeError) as error:
            said.append(str(error))
    return *said, torch.equal(model(batch.to(device)).cpu(), model.cpu()(batch))


def test_a_mixture_is_found(there):
    """Does this device refuse what a GPU refuses: another device's tensors, and to be read as an array?"""
    mixed, array, alike = there(mixtures)
    assert "same device" in mixed and isinstance(array, str) and alike


@pytest.mark.parametrize(("question", "file"), some("right"), **ids)
def test_a_right_answer_is_right_there(question, file, there):
    """Full marks, as on the processor?"""
    points, max_points, names, said = there(verdict_of, question, file)
    assert (points, names) == (max_points, []), said


@pytest.mark.parametrize(("question", "file"), some("wrong"), **ids)
def test_a_wrong_answer_is_wrong_there(question, file, there):
    """Does it lose marks, and is it called what it is on the processor?"""
    points, max_points, names, said = there(verdict_of, question, file)
    assert points < max_points and names == named_in(file), said
