"""Which system calls a kernel may make."""
import pytest

from autograder.walls import calls, doctor

HONEST = {
    "workers that hand over tensors": """
import torch
from torch.utils.data import DataLoader
print(sum(batch.sum().item() for batch in DataLoader(torch.ones(64, 4), batch_size=8, num_workers=2)))""",
    "processes": """
import multiprocessing, os, subprocess
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, -2]), subprocess.run(["echo", "hello"], capture_output=True, text=True).stdout)""",
    "threads, locks and files": """
import fcntl, sqlite3, tempfile, threading
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool, tempfile.NamedTemporaryFile() as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    sqlite3.connect("lab.db").execute("create table t (n)")
    print(list(pool.map(abs, [-3])))""",
    "another event loop": """
import asyncio
async def echo():
    process = await asyncio.create_subprocess_exec("true")
    return await process.wait()
print(await echo())""",
    "a figure": """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.savefig("figure.png")
print("drawn")""",
}
SAID = {"workers that hand over tensors": "256.0", "processes": "[1, 2] hello", "threads, locks and files": "[3]",
        "another event loop": "0", "a figure": "drawn"}


def test_what_is_denied_is_known():
    """No name that libseccomp has never heard of, and with it a call that is not denied at all?"""
    seccomp = calls.binding()
    unknown = [name for name in calls.DENIED if seccomp.resolve_syscall(seccomp.Arch.X86_64, name) == -1]
    assert not unknown and len(calls.DENIED & calls.numbers().keys()) > 50


@pytest.mark.slow
def test_honest_code_goes_on():
    """Workers, processes, threads, locks, loops, figures: does a kernel miss nothing?"""
    trial = doctor.Trial()
    trial.warm = True
    said = dict(zip(HONEST, trial.outputs(HONEST.values()), strict=True))
    assert [name for name, text in said.items() if SAID[name] not in text] == [], said
