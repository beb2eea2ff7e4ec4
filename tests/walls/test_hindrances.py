"""A machine on which the sandbox does not start: does `doctor` name the cause, and the mend that opens least?

The errors are those that bubblewrap (0.8 to 0.12) and a launcher gave on such machines; settings and marks of a container lie in a
folder that is taken for the machine's own.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.walls import client, doctor, hindrances
from autograder.walls.sandbox import SANDBOXES

pytestmark = pytest.mark.slow
FAKE = """#!/usr/bin/python3
import socket, sys
error = {error!r}
if error.startswith("bwrap: "):
    sys.exit(error)
control = socket.socket(fileno=int(sys.argv[-sys.argv[::-1].index("/run/launcher.py")]))
control.sendall(b"ready")
while message := socket.recv_fds(control, 1 << 20, 1)[1]:
    socket.socket(fileno=message[0]).sendall(error.encode())
"""
NOT_PERMITTED = ("bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user "
                 "namespaces. See <https://deb.li/bubblewrap> or <file:///usr/share/doc/bubblewrap/README.Debian.gz>.")
NO_SPACE = "bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)"
NO_MAP = "bwrap: setting up uid map: Permission denied"
NO_LOOPBACK = "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted"
NO_PROC = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted"
STRIPPED = "PermissionError: [Errno 1] unshare: Operation not permitted [AppArmor: bwrap//&unpriv_bwrap (enforce)]"
UBUNTU = {"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1", "proc/sys/kernel/unprivileged_userns_clone": "1",
          "proc/sys/user/max_user_namespaces": "95904"}
OPEN = {**UBUNTU, "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0"}
CLONE, SPACES = "kernel.unprivileged_userns_clone=1", "user.max_user_namespaces=10000"
COPY, MANUAL = "apparmor.sh", "autograder/README.md"
CASES = {"Ubuntu 24.04, no profile": (NO_MAP, UBUNTU, "none says so of bwrap", COPY),
         "Ubuntu 24.04, its unprivileged_userns profile": (NO_LOOPBACK, UBUNTU, "none says so of bwrap", COPY),
         "Ubuntu 25.04": (STRIPPED, UBUNTU, "takes the rights of a namespace", COPY),
         "Ubuntu 25.04, its restriction turned off": (STRIPPED, OPEN, "takes the rights of a namespace", COPY),
         "Debian, hardened": (NOT_PERMITTED, {"proc/sys/kernel/unprivileged_userns_clone": "0"}, "Root alone", CLONE),
         "no user namespaces": (NO_SPACE, {"proc/sys/user/max_user_namespaces": "0"}, "no user namespaces at all", SPACES),
         "Docker": (NOT_PERMITTED, {".dockerenv": "", "proc/sys/user/max_user_namespaces": "95904"}, "This is a container", MANUAL),
         "Podman": (NO_PROC, {"run/.containerenv": ""}, "This is a container", MANUAL),
         "nothing that we know": ("bwrap: execvp /bin/sh: Bad address", OPEN, "", "")}


@pytest.fixture
def strange(monkeypatch):
    """A function that makes a machine of an error and files."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # bwrap is another user's to start

    def make(error, files):
        (folder / "bwrap").write_text(FAKE.format(error=error))
        (folder / "bwrap").chmod(0o755)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text + "\n")

    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(hindrances, "ROOT", folder)
    monkeypatch.setattr(client, "PAUSES", (None,))
    monkeypatch.setattr("autograder.walls.sandbox.SANDBOXES", {})
    yield make
    while SANDBOXES:
        SANDBOXES.popitem()[1].close()
    shutil.rmtree(folder)


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_told_with_its_mend(case, strange, capsys):
    """The sysctl, the profile, the container: is the one that is in the way named, with its mend, and no other?"""
    error, files, cause, mend = CASES[case]
    strange(error, files)
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert error in said and cause in said
    assert {name for name in (CLONE, SPACES, COPY, MANUAL) if name in said} == {mend} - {""}
    assert "restrict_unprivileged_userns=0" not in said


def test_the_copy_is_taken_and_watched(strange, monkeypatch, capsys, tmp_path):
    """Where apparmor.sh has put a bwrap aside, is it that one which is started, and is it said that it is not the installed one?"""
    strange(NO_MAP, UBUNTU)
    copy = hindrances.ROOT / "copy"
    shutil.copy(hindrances.ROOT / "bwrap", copy)
    copy.write_text(copy.read_text().replace("setting up uid map", "the copy speaks"))
    monkeypatch.setattr("autograder.walls.bubblewrap.OUR_BWRAP", str(copy))
    monkeypatch.setattr("autograder.walls.hindrances.OUR_BWRAP", str(copy))
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert "the copy speaks" in said and "is not the bwrap that is installed now" in said


def test_the_script_allows_one_copy_alone(tmp_path):
    """apparmor.sh, in a folder in place of the machine: one copy, for one group, and a profile that names it and nothing else?"""
    script = (Path(hindrances.HERE) / "apparmor.sh").read_text()
    for place in "/usr/local/libexec", "/etc/apparmor.d":
        script = script.replace(place, str(tmp_path) + place)
        (tmp_path / place[1:]).mkdir(parents=True)
    (tmp_path / "apparmor_parser").write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/parsed\n')
    (tmp_path / "install").write_text(f'#!{sys.executable}\nimport os, sys\nwords = sys.argv[1:]\n'
                                      'words = [w for i, w in enumerate(words) if not {w, words[i - 1]} & {"-o", "-g"}]\n'
                                      f'open("{tmp_path}/owners", "a").write(" ".join(sys.argv[1:]) + "\\n")\n'
                                      'os.execv("/usr/bin/install", ["install", *words])')
    for name in "apparmor_parser", "install":
        (tmp_path / name).chmod(0o755)
    for gid, group in ("1001", "1001"), ("", "65534"):
        environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "SUDO_GID": gid}
        subprocess.run(["sh", "-c", script], env=environment, check=True)
        copy = tmp_path / "usr/local/libexec/distillation-lab/bwrap"
        assert f"-o root -g {group} -m 750" in (tmp_path / "owners").read_text().splitlines()[-1]
        assert copy.stat().st_mode & 0o777 == 0o750
    profile = (tmp_path / "etc/apparmor.d/distillation-lab").read_text()
    assert f"profile distillation-lab {copy} flags=(unconfined) {{\n  userns,\n}}" in profile
    assert (tmp_path / "parsed").read_text().split()[-1] == str(tmp_path / "etc/apparmor.d/distillation-lab")
