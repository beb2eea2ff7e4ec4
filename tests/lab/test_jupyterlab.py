"""JupyterLab in a real browser, as a student: what do the open blanks say, and does the filled notebook go through?

Screenshots are kept in build/screenshots.
"""
import json
import re
import shutil

import nbformat
import pytest

from browser import chromium, jupyterlab
from lab import ROOT, graded_cells, notebook

pytestmark = pytest.mark.slow

SHOTS = ROOT / "build" / "screenshots"
SETTINGS = {"notebook-extension/tracker": {"windowingMode": "none"}, "apputils-extension/notification": {"fetchNews": "false"}}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab that serves the hand-out as `open.ipynb`, and with its blanks filled as `filled.ipynb`."""
    root = tmp_path_factory.mktemp("student")
    work = shutil.copytree(ROOT / "notebooks" / "distillation", root / "distillation")
    nb, solution = notebook("notebooks"), graded_cells(notebook())
    (work / "distillation.ipynb").rename(work / "open.ipynb")
    for name, cell in graded_cells(nb).items():
        if cell.metadata.nbgrader.solution:
            cell.source = solution[name].source
    nbformat.write(nb, work / "filled.ipynb")
    for name, settings in SETTINGS.items():
        path = root / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    with jupyterlab(work, root / "jupyter.log", f"--ServerApp.root_dir={work}", KD_PROFILE="grading",
                    JUPYTERLAB_SETTINGS_DIR=str(root / "settings"), JUPYTER_CONFIG_DIR=str(root / "config"),
                    JUPYTERLAB_WORKSPACES_DIR=str(root / "workspaces")) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser, lab):
    """Opens a notebook and gives its page, once the kernel has been found idle."""
    def open_notebook(name):
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(f"{lab}/lab/tree/{name}?reset")
        page.locator(".jp-Notebook .jp-CodeCell").nth(20).wait_for()
        page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()
        return page
    return open_notebook


def run_each(page):
    """Runs every code cell in turn, going on after errors, and gives the text of each cell's output."""
    outputs = []
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    for i in range(cells.count()):
        cell = cells.nth(i)
        cell.locator(".jp-InputPrompt").first.click()
        page.keyboard.press("Control+Enter")
        prompt = cell.locator(".jp-InputPrompt").first
        page.wait_for_function("p => /\\[\\d+\\]/.test(p.textContent)", arg=prompt.element_handle())
        outputs.append(cell.locator(".jp-OutputArea").first.inner_text() if cell.locator(".jp-OutputArea-output").count() else "")
    return outputs


def keep(page, name):
    """Screenshots of the whole notebook, in a high window, a window's height each."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for old in SHOTS.glob(f"{name}-*.png"):
        old.unlink()
    page.set_viewport_size({"width": 1300, "height": 4100})
    height = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollHeight")
    for i, top in enumerate(range(0, height, 4000)):
        page.evaluate("top => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, top)", top)
        page.wait_for_timeout(150)
        page.screenshot(path=SHOTS / f"{name}-{i:02}.png")


def test_open_blanks_speak(opened):
    """Run top to bottom as handed out: does each cell that needs a blank name it, with no traceback anywhere?"""
    page = opened("open.ipynb")
    text = "\n".join(run_each(page))
    keep(page, "open")
    for name in "teacher_soft", "student_outputs", "total_loss, distillation_loss, hard_loss", "no_gradients", "param_reduction":
        assert f"`{name} = ...`" in text, name
    assert "does not exist yet: an earlier cell makes it" in text
    assert "Traceback" not in text and "ellipsis" not in text.lower() and "SyntaxError" not in text


def test_the_filled_notebook_goes_through(opened):
    """Run All on the filled notebook: are all cells run, all checks ticked, and four pictures there?"""
    page = opened("filled.ipynb")
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    last = page.locator(".jp-Notebook .jp-CodeCell").last.locator(".jp-InputPrompt").first
    page.wait_for_function("p => /\\[\\d+\\]/.test(p.textContent)", arg=last.element_handle())
    keep(page, "filled")
    text = page.locator(".jp-Notebook").inner_text()
    held = sum(int(number or 1) for number in re.findall(r"✓ (?:(\d+) properties hold\.)?", text))
    assert "✗" not in text and text.count("✓") == 11 and held >= 30 and "Error" not in text
    assert page.locator(".jp-Notebook .jp-OutputArea img").count() == 1  # the student's own: this profile draws no other
