"""Memory watched from outside, where there is no control group: does it see what no single process seems to have?"""
import pytest

from autograder.walls import doctor, memory
from autograder.walls.client import Fallen

pytestmark = pytest.mark.slow
LIMIT = 100 << 20
WAIT = "\nimport time\nfor _ in range(60):\n    time.sleep(0.05)\nprint('went unseen')"
ATTACKS = {
    "children that run another program, each smaller than what a kernel is given": """
import subprocess, sys
children = [subprocess.Popen([sys.executable, '-c', 'import time; x = b"x" * (150 << 20); time.sleep(20)']) for _ in range(4)]""",
    "forks that write anew what they were given": """
import ctypes, os, time
maps = [line.split() for line in open('/proc/self/maps') if ' rw-p ' in line]
areas = [[int(end, 16) for end in parts[0].split('-')] for parts in maps if len(parts) < 6 or parts[5] == '[heap]']
for _ in range(4):
    if os.fork() == 0:
        for begin, end in areas:
            for page in range(begin, end, 4096):
                ctypes.memmove(page, page, 1)
        time.sleep(20)
        os._exit(0)""",
    "forks that share what was taken before each": """
import os, time
blocks = []
for _ in range(8):
    blocks.append(bytearray(b'x') * (80 << 20))
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)""",
    "shared memory without a name": """
import mmap
block = mmap.mmap(-1, 400 << 20)
for start in range(0, len(block), 1 << 20):
    block[start:start + (1 << 20)] = b'x' * (1 << 20)""",
    "files": """
for folder in '/tmp', '/dev/shm':
    with open(f'{folder}/x', 'wb') as file:
        file.write(b'x' * (80 << 20))""",
    "a process that nobody may look into": """
import ctypes
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # not dumpable
block = b'x' * (200 << 20)""",
}


class Warm(doctor.Trial):
    warm = True


@pytest.fixture(autouse=True)
def no_control_group(monkeypatch):
    monkeypatch.setattr(memory, "parent_group", lambda: (None, None))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_is_spread_is_added_up(attack):
    """Is it ended for memory?"""
    trial = Warm(memory=LIMIT)
    with pytest.raises(Fallen, match="out_of_memory"):
        print(trial.outputs([attack + WAIT]))
    assert trial.peak > LIMIT


def test_memory_of_no_process_is_refused():
    """Memory in a file without a name, a segment without a process: can neither be had?"""
    said = Warm(memory=LIMIT).outputs([
        "import os\nfile = os.memfd_create('x')", "import ctypes\nprint(ctypes.CDLL(None).shmget(0, 400 << 20, 0o1600))"])
    assert "Function not implemented" in said[0] and said[1] == "-1"


def test_what_a_kernel_was_given_is_not_counted():
    """Three that do nothing, with all that the launcher gave them: do they end well, within a limit below that?"""
    for _ in range(3):
        trial = Warm(memory=LIMIT)
        assert trial.outputs(["import torch" + WAIT]) == ["went unseen"]
        assert 0 < trial.peak < LIMIT
