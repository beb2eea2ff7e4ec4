"""Pages made from hostile notebooks, in a real browser: does anything run, load or pose as the page's own?"""
from pathlib import Path

import nbformat
import pytest
from nbconvert import filters
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder.course import configure
from autograder.judging.verdict import Part, Verdict
from autograder.submission.feedback import page_of, page_without_notebook
from autograder.submission.inert import make_inert, markdown2html
from autograder.submission.page import FeedbackExporter
from browser import as_new, chromium, formgrader
from lab import ROOT, notebook, run
from page_attacks import ATTACKS, EVIL, LINKS, OTHERS, attacking, honest

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]  # nbgrader's own queries

CONFIG = """\
c = get_config()
load_subconfig("nbgrader_config.py", path={autograder!r})
c.CourseDirectory.root = {course!r}
c.CourseDirectory.db_url = {db!r}
"""


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        yield browser.new_page()


class Watched:
    """A page on which every dialog and every request is noted; requests that leave this machine are stopped."""

    def __init__(self, page, home):
        self.page, self.dialogs, self.requests = page, [], []
        self.page.on("dialog", self.note)
        self.page.route("**/*", lambda route: route.continue_() if self.is_local(route.request.url, home) else route.abort())

    def leave(self):
        as_new(self.page, 1100, 800)
        self.page.remove_listener("dialog", self.note)
        self.page.unroute_all(behavior="wait")

    def note(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def is_local(self, url, home):
        if not url.startswith((home, "data:")):
            self.requests.append(url)
        return url not in self.requests

    def links(self):
        return self.page.evaluate("[...document.querySelectorAll('#notebook-container [href], #notebook-container [*|href]')]"
                                  ".map(a => a.getAttribute('href') || a.getAttribute('xlink:href'))")


@pytest.fixture
def watch(page):
    """Opens an address of a home, lets it settle, and gives what happened."""
    opened = []

    def watch(url, home="file:"):
        as_new(page, 1100, 800)
        opened.append(Watched(page, home))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return opened[-1]
    yield watch
    for watched in opened:
        watched.leave()


def rendered(nb, exporter=HTMLExporter, **settings):
    """A page of feedback, made by nbconvert alone: nbgrader's own, or that of another exporter."""
    css = Path(handlers.static_path) / "node_modules" / "bootstrap" / "dist" / "css"
    exporter = exporter(template_name="feedback", extra_template_paths=[str(css)], **settings)
    return exporter.from_notebook_node(nb, {"nbgrader": {"notebook": "x", "score": 0, "max_score": 0, "late_penalty": 0}})[0]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """An nbgrader course with our configuration, and one autograded notebook in it that holds every attack, as nothing cleaned it."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    root.mkdir()
    db = f"sqlite:///{root / 'gradebook.db'}"
    (root / "nbgrader_config.py").write_text(CONFIG.format(autograder=str(ROOT / "autograder"), course=str(root), db=db))
    nbgrader(root, "generate_assignment", "distillation", "--create")
    with Gradebook(db) as gradebook:
        gradebook.add_student("mallory")
        gradebook.add_submission("distillation", "mallory")
    nb = notebook()
    cells = [attacking(name) for name in ATTACKS if name != "refresh"] + LINKS + OTHERS + honest() + [attacking("refresh")]
    nb.cells += [nbformat.from_dict(cell) for cell in cells]
    nb.metadata.update(title="</title><script>alert('title')</script>", widgets={"application/vnd.jupyter.widget-state+json": {
        "state": {"</script><script>alert('widgets')</script>": {}}, "version_major": 2, "version_minor": 0}})
    nb.metadata.language_info.pygments_lexer = nb.metadata.kernelspec.display_name = '"><script>alert("lexer")</script>'
    place = root / "autograded" / "mallory" / "distillation"
    place.mkdir(parents=True)
    nbformat.write(nb, place / "distillation.ipynb")
    return root


def nbgrader(root, *command):
    done = run("nbgrader", *command, cwd=root)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def feedback(course):
    nbgrader(course, "generate_feedback", "distillation", "--force")
    return course / "feedback" / "mallory" / "distillation" / "distillation.html"


@pytest.fixture(scope="module")
def server(course):
    with formgrader(course) as address:
        yield address


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_works_on_a_stock_page(name, watch, tmp_path):
    """Without our walls, does the attack raise its dialog or send its request? If not it would prove nothing below."""
    (tmp_path / "page.html").write_text(rendered(new_notebook(cells=[attacking(name)]),
                                                   extra_template_basedirs=[handlers.template_path]))
    seen = watch(f"file://{tmp_path / 'page.html'}")
    assert name in seen.dialogs or any(url.startswith(f"{EVIL}/{name}") for url in seen.requests)


def assert_inert_and_readable(seen):
    assert (seen.dialogs, seen.requests) == ([], [])
    page = seen.page
    links = [link for link in seen.links() if not link.startswith("#")]
    assert "https://example.org" in links and all(link.startswith(("https://", "http://")) for link in links)
    assert page.locator("#notebook-container script, #notebook-container iframe, #notebook-container svg").count() == 0
    text = page.locator("#notebook-container").first.inner_text()
    for expected in ("79.5", "12/12", "A message of the judge's.", "0 of 2 points", "An honest link", "code < tag>"):
        assert expected in text
    widths = page.evaluate("[...document.querySelectorAll('#notebook-container img')].map(image => image.naturalWidth)")
    assert 300 in widths and 9 in widths
    styled = page.get_by_text("A message of the judge's.").first.locator("xpath=ancestor::table")
    assert styled.evaluate("table => getComputedStyle(table).borderCollapse") == "collapse"


def test_the_page_of_feedback_is_inert(feedback, watch):
    """Every attack in one notebook: no dialog, no request, no dangerous link, and the honest parts readable?"""
    seen = watch(f"file://{feedback}")
    assert_inert_and_readable(seen)
    assert seen.page.title() == "distillation"


def test_the_second_wall_holds_alone(watch, tmp_path):
    """With nothing cleaned at all, does the policy in the page of feedback keep everything from running and loading?"""
    config = Config()
    configure(config)
    del config.HTMLExporter.preprocessors
    config.HTMLExporter.filters = {"markdown2html": filters.markdown2html}
    cells = [attacking(name) for name in ATTACKS if name != "refresh"]  # no policy forbids going elsewhere
    page = rendered(new_notebook(cells=cells), FeedbackExporter, config=config)
    (tmp_path / "page.html").write_text(page)
    seen = watch(f"file://{tmp_path / 'page.html'}")
    assert "alert('script')" in page and (seen.dialogs, seen.requests) == ([], [])


def test_formgrader_is_inert(server, course, watch):
    """The same notebook inside the instructor's Jupyter: nothing runs, and formgrader's own buttons and scores still do?"""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission_notebook("distillation", "distillation", "mallory").id
    seen = watch(f"{server}/formgrader/submissions/{submission}/", home=server)
    assert_inert_and_readable(seen)
    page = seen.page
    assert page.locator("#test_evaluation").count() == 1 and page.locator(".nbgrader_cell .nbgrader_cell").count() == 0
    page.locator("#reflection").fill("1")
    page.locator("#reflection-comment").fill("Well argued.")
    with page.expect_response(lambda response: "/api/comment/" in response.url) as saved:
        page.locator("#reflection-comment").blur()
    assert saved.value.ok
    assert page.locator(".breadcrumb .name-shown").first.is_hidden()
    page.locator(".glyphicon-eye-open").click()
    assert page.locator("a.name-shown").inner_text() == "mallory"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("reflection", "distillation", "distillation", "mallory").manual_score == 1


def test_formgraders_second_wall_holds_alone(server, course, watch):
    """A script that got into formgrader's page all the same: does the page's policy stop it?"""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission_notebook("distillation", "distillation", "mallory").id
    seen = watch(f"{server}/formgrader/submissions/{submission}/", home=server)
    seen.page.evaluate("""document.querySelector("#notebook-container").insertAdjacentHTML("beforeend",
        `<img src="data:," onerror="alert(1)"><img src="http://evil.invalid"><iframe src="http://evil.invalid"></iframe>
         <iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
         <form action="http://evil.invalid"><button id="go">x</button></form>`)""")
    seen.page.evaluate("document.querySelector('#go').click()")
    seen.page.wait_for_timeout(300)
    assert (seen.dialogs, seen.requests) == ([], [])


def test_an_inert_notebook_is_a_valid_one():
    """Made of values of the wrong types, which a hostile kernel can send: valid afterwards, and the same when done twice?"""
    junk = [new_code_cell("1"), new_raw_cell("x"), *map(attacking, ATTACKS), *LINKS, *OTHERS]
    outputs = [
        {"output_type": "stream", "name": "<script>", "text": ["a", 1]}, {"output_type": "execute_result", "data": {"text/html": 5}},
        {"output_type": "execute_result", "execution_count": "<b>", "data": {"image/png": ["x", 2], "text/plain": {"__html__": 1}}},
        {"output_type": "error", "ename": None, "traceback": "x"}, {"output_type": "<script>"},
        {"output_type": "display_data", "data": 3},
        {"output_type": "display_data", "data": {"image/svg+xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><svg>&a;</svg>"}, "metadata": 7}]
    junk[0].update(execution_count="<script>", id='"><script>', attachments={"x": {"image/png": "x"}},
                   outputs=[*map(nbformat.from_dict, outputs)])
    junk[1].metadata.nbgrader = {"grade_id": '"><script>'}
    nb = new_notebook()
    nb.update(cells=junk, metadata=nbformat.from_dict({"widgets": 3}))
    make_inert(nb)
    nbformat.validate(nb)
    once = nbformat.writes(nb)
    make_inert(nb)
    assert nbformat.writes(nb) == once
    html = "".join(output.data.get("text/html", "") for cell in nb.cells for output in cell.get("outputs", []) if "data" in output)
    assert "onerror=" not in html and "<script" not in html and "<!ENTITY" not in once


def test_a_message_is_told_once():
    """Where a question's parts share one: once on the page, beside all of them, and another part's own beside that?"""
    crashed = "Your code stopped."
    parts = [Part("accuracy", 1, False, crashed), Part("mode", 1, False, crashed), Part("milliseconds", 1, True, "Right.")]
    page = page_of(Verdict("evaluation", parts))
    assert page.count(crashed) == 1 and 'rowspan="2"' in page and page.count("Right.") == 1 and page.count("<tr>") == 3
    places = [page.index(words) for words in ("accuracy", crashed, "mode", "milliseconds", "Right.")]
    assert places == sorted(places)


def test_long_markdown_is_shown_as_typed():
    """A text too long to parse in good time: still there, as text?"""
    assert markdown2html("<b>" + "x" * 60_000) == "<pre>&lt;b&gt;" + "x" * 60_000 + "</pre>"


def test_the_page_without_a_notebook_is_text(watch, tmp_path):
    """Whatever the sentence says?"""
    (tmp_path / "page.html").write_text(page_without_notebook("<script>alert(1)</script>", "20"))
    seen = watch(f"file://{tmp_path / 'page.html'}")
    assert (seen.dialogs, seen.requests) == ([], []) and "<script>alert(1)</script>" in seen.page.locator("body").inner_text()
