"""Why a sandbox does not start on this machine, and the mend that opens least."""
from __future__ import annotations

import filecmp
import os
import re
import shutil
from pathlib import Path

from .bubblewrap import OUR_BWRAP

ROOT = Path("/")
HERE = Path(__file__).parent
APPARMOR = f"sudo sh {HERE / 'apparmor.sh'}"
KEEP = "; echo '{0}' | sudo tee /etc/sysctl.d/60-distillation-lab.conf"
CONTAINER = ("This is a container in which bubblewrap may make no namespaces or no mounts. `make container` starts one in "
             "which it may; autograder/README.md, “Without Linux”, says with which flags.")
SETTINGS = {  # the value that forbids, the mend, the sentence
    "user/max_user_namespaces": ("0", "user.max_user_namespaces=10000", "This machine allows no user namespaces at all."),
    "kernel/unprivileged_userns_clone": ("0", "kernel.unprivileged_userns_clone=1", "Root alone may have user namespaces here.")}
RESTRICTED = ("AppArmor lets a program have user namespaces only where a profile says so (Ubuntu 24.04 and later: "
              "kernel.apparmor_restrict_unprivileged_userns), and none says so of bwrap.")
STRIPPED = ("AppArmor's profile “{0}” lets bwrap start, but takes the rights of a namespace from what bwrap starts (Ubuntu 25.04 and "
            "later), and each kernel makes namespaces of its own. No setting in /proc/sys changes that.")
LEAST = ("These lines allow it to a copy of bwrap for you alone, and to nothing else:\n  {0}\nNothing has to be turned off.")


def hindrances(error):
    """Sentences on what is known to be in the way, each with its mend, given the error of a sandbox that did not start."""
    found = []
    if any((ROOT / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        found.append(CONTAINER)
    for name, (value, mend, sentence) in SETTINGS.items():
        if setting(name) == value:
            found.append(f"{sentence} This allows them, to all programs:\n  sudo sysctl -w {mend}{KEEP.format(mend)}")
    profile = re.search(r"\[AppArmor: (.*)\]", error)
    if profile:
        found.append(f"{STRIPPED.format(profile[1])} {LEAST.format(APPARMOR)}")
    elif setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        found.append(f"{RESTRICTED} {LEAST.format(APPARMOR)}")
    return found


def setting(name):
    try:
        return (ROOT / "proc/sys" / name).read_text().strip()
    except OSError:  # not on this machine
        return None


def old_copy():
    """A sentence where the copy of bwrap that AppArmor knows is not the installed one any more, else None."""
    installed = shutil.which("bwrap")
    if installed and os.access(OUR_BWRAP, os.R_OK) and not filecmp.cmp(OUR_BWRAP, installed, shallow=False):
        return f"{OUR_BWRAP} is not the bwrap that is installed now:\n  {APPARMOR}"
    return None
