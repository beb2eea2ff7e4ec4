"""The walls themselves: each is tried from inside, and taken down once to see that the trial can tell."""
import _ctypes
import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from unittest.mock import Mock

import nbformat
import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from autograder.walls import bubblewrap, doctor, memory
from autograder.walls.client import Fallen
from autograder.walls.provisioner import KERNELS
from autograder.walls.sandbox import LAUNCHER, SANDBOXES, WALLS, Sandbox, sandbox_of
from lab import ROOT, printed, run

pytestmark = pytest.mark.slow


def test_every_wall_stands():
    """Network, processes, files, environment, rights, disk, limits, memory, what others wrote: does nothing come through?"""
    found = doctor.examine()
    assert not any(found.values()), found
    assert WALLS - {"output"} <= found.keys()


def test_without_bubblewrap_nothing_is_graded(monkeypatch):
    """Does a machine without it hear what to install, and grade nobody?"""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match="Nothing was graded.*bubblewrap.*apt-get install"):
        doctor.require_walls()


def test_a_wall_that_cannot_be_built_is_said(monkeypatch):
    """Where the system refuses a namespace, is there a reason and no kernel?"""
    monkeypatch.setattr("autograder.walls.bubblewrap.DISK", "nonsense")
    monkeypatch.setattr("autograder.walls.sandbox.SANDBOXES", {})
    with pytest.raises(SystemExit, match="The sandbox does not start"):
        doctor.require_walls()


def test_memory_is_watched_where_there_is_no_control_group(monkeypatch):
    """Without a memory controller, does the watch from outside end what takes too much, children included?"""
    monkeypatch.setattr(memory, "parent_group", lambda: (None, None))
    trial = doctor.Trial(memory=300 << 20)
    with pytest.raises(Fallen, match="out_of_memory"):
        trial.outputs(["import subprocess, sys, time\nchild = subprocess.Popen([sys.executable, '-c', "
                       "'import time; x = b\"x\" * (600 << 20); time.sleep(60)'])\ntime.sleep(60)"])
    assert trial.peak > 300 << 20


def test_nbclient_needs_only_the_kernels_name():
    """With the kernelspec alone, does plain nbclient run a notebook behind the walls?"""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os; print(os.getcwd(), os.getpid())")])
    km = AsyncKernelManager(kernel_name="walled")
    km.kernel_spec_manager.kernel_dirs.insert(0, str(KERNELS))
    NotebookClient(nb, km=km, shutdown_kernel="immediate").execute(cleanup_kc=True)
    assert printed(nb.cells[0]) == "/home/student/distillation 1\n"


def test_a_driver_outside_the_systems_folders_is_seen(tmp_path):
    """A GPU's driver where many containers have it, a folder of its own: can a kernel load it, and still write nothing there?"""
    shutil.copyfile(_ctypes.__file__, tmp_path / "libcuda.so.1")  # any library
    tmp_path.chmod(0o755)  # a driver's folder is everybody's, and root's kernels are nobody's
    loads = "import ctypes, os; ctypes.CDLL('libcuda.so.1'); print(os.access(os.environ['LD_LIBRARY_PATH'], os.W_OK))"
    done = run(sys.executable, "-c", f"from autograder.walls.doctor import Trial\nprint(Trial().outputs([{loads!r}]))",
               LD_LIBRARY_PATH=str(tmp_path))
    assert done.stdout == "['False']\n", done.stdout + done.stderr


def test_no_ldconfig_is_no_driver(monkeypatch):
    """Where no program lists the system's libraries, does a machine without a card do without?"""
    monkeypatch.setattr("autograder.walls.bubblewrap.shutil.which", lambda *_, **__: None)
    monkeypatch.setattr("autograder.walls.bubblewrap.subprocess.run", Mock(side_effect=FileNotFoundError))
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    assert bubblewrap.driver_folder.__wrapped__() is None


def test_the_launcher_is_one_thread():
    """Nothing that is forked while another thread holds a lock: is the warm process alone when it forks?"""
    doctor.Trial().outputs(["pass"])
    warm = sandbox_of(WALLS, True)
    launchers = [child for child in psutil.Process(warm.process.pid).children(recursive=True)
                 if any("launcher.py" in part for part in child.cmdline()) and "bwrap" not in child.name()]
    assert launchers and all(child.num_threads() == 1 for child in launchers), [child.num_threads() for child in launchers]


def test_a_kernel_imports_nothing_as_it_starts(tmp_path):
    """Is all that ipykernel needs to begin there before a kernel is forked, so that no kernel reads it anew?"""
    began = f"""
import importlib, os, runpy, sys
for name in runpy.run_path({str(LAUNCHER)!r})["KERNEL"]:
    importlib.import_module(name)
known = set(sys.modules)
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.connect import write_connection_file
file, _ = write_connection_file({str(tmp_path / "c.json")!r}, ip={str(tmp_path / "k")!r}, transport="ipc")
IPKernelApp.instance(connection_file=file).initialize(["--HistoryManager.enabled=False"])
with open({str(tmp_path / "imported")!r}, "w") as file:
    print(*sorted(set(sys.modules) - known - set(sys.builtin_module_names)), file=file)
os._exit(0)"""
    run(sys.executable, "-c", began)
    assert (tmp_path / "imported").read_text() == "\n"


def test_the_labs_helper_is_compiled_once():
    """Does each kernel's copy of the lab bring code that Python takes as it is, compiled from these very sources?"""
    look = """
import importlib.util, os
spec = importlib.util.find_spec("kdlab")
with open(spec.cached, "rb") as file:
    header = file.read(16)
source = os.stat(spec.origin)
print([int.from_bytes(header[at:at + 4], "little") for at in (0, 4, 8, 12)]
      == [int.from_bytes(importlib.util.MAGIC_NUMBER, "little"), 0, int(source.st_mtime), source.st_size])"""
    assert doctor.Trial().outputs([look]) == ["True"]


def test_a_launcher_that_died_is_replaced():
    """Killed between two submissions, is there another for the next?"""
    assert doctor.Trial().outputs(["print(1)"]) == ["1"]
    SANDBOXES[WALLS, False].process.kill()
    SANDBOXES[WALLS, False].process.wait()
    assert doctor.Trial().outputs(["print(2)"]) == ["2"]


def ask(sandbox, source):
    SANDBOXES[WALLS, False] = sandbox
    return doctor.Trial().outputs([source])


def test_workers_share_a_launcher(tmp_path):
    """Two processes, one launcher, both kernels at once: does neither see the other? And when the launcher is killed, who answers?"""
    look = """
import os, time
open("/tmp/mine", "w").close()
os.mkfifo("/dev/shm/mine")
time.sleep(3)
print(os.listdir("/tmp").count("mine"), len(os.listdir("/dev/shm")), sum(name.isdigit() for name in os.listdir("/proc")))"""
    sandbox = Sandbox(WALLS, warm=False)
    workers = ProcessPoolExecutor(2, get_context("forkserver"))
    try:
        seen = [workers.submit(ask, sandbox, look) for _ in range(2)]
        assert [job.result() for job in seen] == [["1 1 1"], ["1 1 1"]]
        sandbox.process.kill()
        sandbox.process.wait()
        assert workers.submit(ask, sandbox, "print(1)").result() == ["1"]
    finally:
        workers.shutdown()
        sandbox.close()


def test_nothing_outlives_the_grader(tmp_path):
    """The grader killed with SIGKILL: are launcher, kernel and what the kernel started gone too?"""
    mark = f"mark-{os.getpid()}"
    source = (f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}], "
              "start_new_session=True)\nprint('started', flush=True)\nimport time; time.sleep(600)")
    code = f"from autograder.walls.doctor import Trial\nprint('go', flush=True)\nTrial().outputs([{source!r}])"
    grader = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)

    def marked():
        return [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or ())]

    grader.stdout.readline()
    while not marked():
        assert grader.poll() is None
    family = [*psutil.Process(grader.pid).children(recursive=True), *marked()]
    grader.kill()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive and not marked()
