"""What tests of several rooms share."""
import gc
from types import SimpleNamespace

import pytest
from hypothesis import settings as hypothesis

gc.disable()  # until all tests are collected: what they import stays, and to look for what may go takes a fifth of the time
hypothesis.register_profile("lab", deadline=None)  # how long an example takes says how busy the machine is
hypothesis.load_profile("lab")
LONGEST = ("distillation.ipynb", "test_class_of_attacks.py", "test_walls_down.py", "test_other_graders.py", "test_cluster.py",
           "test_kills.py", "test_class.py", "test_pages.py", "test_experiment.py", "test_release.py", "test_sandbox.py",
           "test_jupyterlab.py")  # its browser not beside the whole notebook's last cells, which take most memory


def pytest_collection_modifyitems(items):
    """The longest files first, so that no worker is left alone at the end; of a notebook the cells in their order."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (ranks.get(item.path.name, len(ranks)), getattr(item, "cell_num", 0)))


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.fixture
def tiny(monkeypatch):
    """The `grading` profile's settings, models, tokenizer and pairs."""
    import kdlab

    monkeypatch.setenv("KD_PROFILE", "grading")
    settings = kdlab.settings()
    teacher, tokenizer = kdlab.load_teacher(settings)
    student, _ = kdlab.load_student(settings, teacher, tokenizer)
    return SimpleNamespace(settings=settings, teacher=teacher, student=student, tokenizer=tokenizer, pairs=kdlab.load_pairs(settings))
