"""bubblewrap's command line: what a launcher, and so every kernel that it forks, can see of this machine."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SYSTEM = "bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "include"  # of / and of /usr
SHARED = "fonts", "fontconfig", "terminfo", "zoneinfo"  # of /usr/share
OUR_BWRAP = "/usr/local/libexec/distillation-lab/bwrap"  # where apparmor.sh puts one that may more than others
DISK = 1 << 28  # bytes in each of /tmp, the home with the working copy, and /dev/shm
ENVIRONMENT = {"KD_PROFILE": "grading", "HF_HUB_OFFLINE": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline",
               "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",  # tiny models: threads only wait for each other
               "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # "is there a card" must not wake CUDA before a fork
               "JE_ARROW_MALLOC_CONF": "background_thread:false"}  # what is forked must be one thread
INSIDE = {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin", "HOME": "/home/student", "USER": "student", "LANG": "C.UTF-8",
          "MPLCONFIGDIR": "/tmp", "TOKENIZERS_PARALLELISM": "false"}


def command_of(files, walls, arguments):
    """The command line that starts the launcher with `arguments` behind `walls`, with `files` as its only view of ours."""
    if not walls:
        return [sys.executable, str(files / "launcher.py"), *arguments]
    prefixes = prefixes_seen()
    seen = [*prefixes, str(files)]
    root = os.geteuid() == 0
    stage = files / "stage"
    at = {path: str(stage / str(number)) if root else path for number, path in enumerate(seen)}
    namespaces = {"--unshare-net": "network", "--unshare-pid": "processes"}
    command = [program(), "--die-with-parent", "--new-session", "--unshare-user", "--unshare-ipc", "--unshare-uts",
               "--unshare-cgroup-try", *(flag for flag, wall in namespaces.items() if wall in walls), "--cap-drop", "ALL",
               *(["--clearenv"] if "environment" in walls else [])]
    for folder in system_folders():
        if folder.is_symlink():
            command += ["--symlink", os.readlink(folder), str(folder)]
        elif folder.is_dir():
            command += ["--ro-bind", str(folder), str(folder)]
    for path in "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime":
        command += ["--ro-bind-try", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(DISK), "--tmpfs", "/tmp", "--size", str(DISK), "--tmpfs", "/home",
                "--dir", "/home/student", "--dir", "/run/kernel"]
    for device in sorted(Path("/dev").glob("nvidia*")):
        command += ["--dev-bind", str(device), str(device)]
    for number, prefix in enumerate(prefixes):
        command += ["--ro-bind", at[prefix], prefix, "--dir", f"/run/kept/{number}"]
    ours = at[str(files)]
    command += ["--ro-bind", f"{ours}/launcher.py", "/run/launcher.py", "--ro-bind", f"{ours}/lab", "/lab",
                "--bind", f"{ours}/kernels", "/run/kernels"]
    if "files" not in walls:
        command += ["--ro-bind", "/", "/host"]
    driver = {"LD_LIBRARY_PATH": folder} if (folder := driver_folder()) else {}
    for name, value in {**INSIDE, **ENVIRONMENT, **driver}.items():
        command += ["--setenv", name, value]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/home/student",
                sys.executable, "/run/launcher.py", *arguments]
    if root:  # becomes an unprivileged user, who may not look into every folder on the way to Python
        command = ["unshare", "--mount", "/bin/sh", str(HERE / "as_nobody.sh"), str(stage), *seen, "--", *command]
    return command


def program():
    """The bwrap that may make user namespaces, where apparmor.sh had to put one aside; else the installed one."""
    return OUR_BWRAP if os.access(OUR_BWRAP, os.X_OK) else "bwrap"


def prefixes_seen():
    """The folders that Python, its packages and a GPU's driver lie in, but for those that they share with all else."""
    return sorted({sys.prefix, sys.base_prefix, driver_folder() or sys.prefix} - {"/usr", "/usr/local"})


@cache
def driver_folder():
    """Where the dynamic linker finds a GPU's driver outside the system's own folders, as in many containers; else None."""
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")  # not everywhere, as on NixOS
    listed = subprocess.run([ldconfig, "-p"], capture_output=True, text=True).stdout if ldconfig else ""
    places = [*os.environ.get("LD_LIBRARY_PATH", "").split(":"), *re.findall(r"libcuda\.so\.1 .*=> (.+)/", listed)]
    found = next((file.resolve().parent for place in filter(None, places) if (file := Path(place, "libcuda.so.1")).is_file()), None)
    return None if found is None or any(found.is_relative_to(folder.resolve()) for folder in system_folders()) else str(found)


def system_folders():
    """What Python and the lab need of the system; of /usr/local only where Python or a package of its lies there."""
    places = [sys.prefix, sys.base_prefix, *sys.path]
    roots = ["/", "/usr", *(["/usr/local"] if any(f"{place}/".startswith("/usr/local/") for place in places) else [])]
    return [Path(root, name) for root in roots for name in SYSTEM] + [Path("/usr/share", name) for name in SHARED]
