"""Where a wall is down, every attack of the corpus works and the doctor says so: else having no loot behind it would say nothing."""
import subprocess

import nbformat
import pytest

from asking import cell, run
from attacks import ATTACKS, WITNESS, Growth, eventually, says_loot, shown
from autograder.walls import doctor, sandbox
from autograder.walls.client import WaryExecute
from autograder.walls.sandbox import SANDBOXES
from lab import notebook

pytestmark = pytest.mark.slow
WALLS = sorted({attack.wall for attack in ATTACKS} - {"judge"})
UNTRIED = {"sandbox", "output"}  # by the doctor: all of the walls, and one that is no part of the launcher's


def test_each_wall_is_attacked():
    """Is there an attack for each?"""
    assert sandbox.WALLS <= {*WALLS}


def staged(folder):
    """A working copy on the host, with the notebook in it, as nbgrader has it while a notebook runs."""
    folder.mkdir()
    nbformat.write(notebook("notebooks"), folder / "distillation.ipynb")
    return folder


def seen_of(folder):
    files = [(file.name, file.lstat().st_mode, file.lstat().st_nlink, file.lstat().st_size) for file in folder.iterdir()]
    return folder.is_symlink(), sorted(files)


def has_loot(machine, attack, cells, before, folder, traits, grown):
    """Whether an attack got what it was made for."""
    said = shown(cells)
    return {"canary": lambda: any(canary in said for canary in machine.canaries.values()),
            "prints": lambda: says_loot(said),
            "heard": lambda: eventually(lambda: attack.name in machine.heard),
            "victim": lambda: eventually(machine.victim_fell),
            "survivor": lambda: eventually(machine.survivors),
            "neighbour": lambda: "left behind by" in shown(run([cell(WITNESS)], folder, **traits).cells),
            "host": lambda: seen_of(folder) != before or machine.forget_shared_memory(),
            "fills": lambda: grown > float(attack.what),
            "big": lambda: len(said) > 1e6 * float(attack.what)}[attack.kind]()


@pytest.mark.parametrize("wall", WALLS)
def test_a_missing_wall_is_noticed(wall, machine, tmp_path, monkeypatch):
    """Is there loot to be had without this wall, so that having none behind it says something, and does the doctor name the wall?"""
    failed = {}
    monkeypatch.setattr(WaryExecute, "warm", False)  # nothing but walls is attacked
    traits = {"sandbox": "none"} if wall == "sandbox" else {"walls_down": [wall]}
    for attack in (attack for attack in ATTACKS if attack.wall == wall):
        folder = staged(tmp_path / attack.name)
        before = seen_of(folder)
        with Growth() as growth:
            nb = run([cell(machine.cell_of(attack))], folder, **traits)
        if not has_loot(machine, attack, nb.cells, before, folder, traits, growth.megabytes):
            failed[attack.name] = shown(nb.cells)[-1000:]
        for process in machine.survivors():
            process.kill()
        subprocess.run(["rm", "-rf", folder], check=True)  # pytest's own way, in Python, ends at a thousand folders in each other
    close_launchers()  # an environment is as old as its launcher
    named = wall in UNTRIED or doctor.examine(walls_down=[wall])[wall]
    close_launchers()
    assert failed == {} and named


def close_launchers():
    for key in [key for key in SANDBOXES if key[0] != sandbox.WALLS]:
        SANDBOXES.pop(key).close()
