"""Chromium for the tests that look at pages."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from lab import environment_of


@contextmanager
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "these tests need Chromium (.ci/run installs it)"
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


def as_new(page, width, height):
    """Leave what a page shows: a page made for each file would cost four times as much."""
    page.goto("about:blank")
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="screen", color_scheme="light")


def violations(page):
    """What axe-core finds wrong with an open page: contrast, structure, names, the keyboard."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["html"][:200], node["failureSummary"]) for rule in found for node in rule["nodes"]]


@contextmanager
def jupyterlab(folder, log, *flags, **environment):
    """The address of a JupyterLab in `folder`. It is ended by force: asked to end, it can wait for ever for a kernel that is gone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(log, "w") as words:
        process = subprocess.Popen([sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
                                    "--port-retries=0", "--IdentityProvider.token=", *flags],
                                   cwd=folder, env=environment_of(**environment), stdout=words, stderr=words, start_new_session=True)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status").close()
                    break
                except OSError:
                    assert process.poll() is None, log.read_text()[-2000:]
                    time.sleep(0.25)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # a kernel ends with its parent
            process.wait()


def formgrader(course):
    """The address of a Jupyter server with formgrader, started in the course as `make formgrader` does it."""
    return jupyterlab(course, course.parent / "jupyter.log", JUPYTER_CONFIG_DIR=str(course.parent / "config"),
                      JUPYTER_CONFIG_PATH=str(course))
