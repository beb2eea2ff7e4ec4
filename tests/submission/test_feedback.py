"""The page that a student opens, in a real browser: is the verdict first, is it readable, and are formulas formulas?"""
import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.judging.verdict import Part, Verdict
from autograder.submission.card import LONGEST, card
from autograder.submission.feedback import page_of, page_without_notebook
from autograder.submission.formulas import DEEPEST, mathml
from autograder.submission.grading import feedback_page
from autograder.submission.inert import make_inert, markdown2html
from autograder.submission.machine import Settings
from browser import as_new, chromium, violations
from in_process import CORPUS
from student import code, find, graded, put, short, text

slow = pytest.mark.slow
WIDE = "import pandas as pd\npd.DataFrame([range(40)], columns=[f'a_long_column_{i}' for i in range(40)])"
LONG = (r"$$\alpha T^2 \sum_i p_i \log\frac{p_i}{q_i} + (1 - \alpha) \, \mathrm{CE}(y, z^\text{student}), \quad "
        r"\begin{cases}1 & x > 0\end{cases}$$")


@pytest.fixture(scope="module")
def two_lost():
    """The Graded of a student who failed two questions, with more below: a cell that stops, a wide table, formulas."""
    nb = short(distillation_loss=(CORPUS / "distillation_loss/wrong/kl_div_teacher_first.py").read_text(),
               evaluation="def evaluate_model(model, tokenizer, dataset_split, device):\n    return undefined_name, 1.0\n",
               reflection=f"It helped by $\\frac{{a}}{{b}}$ points, *I think*.\n\n{LONG}\n\n" + "long" * 100)
    put(nb, find(nb, "evaluation"), 1, code("1 / 0"), code("nothing"), code(WIDE), text("x" * 500))
    return graded(nb)


@pytest.fixture(scope="module")
def page():
    with chromium() as browser:
        yield browser.new_page()


@pytest.fixture
def opened(page, tmp_path):
    """Opens HTML as a file."""
    def opened(html, width=1280, height=800):
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        as_new(page, width, height)
        page.goto(f"file://{tmp_path / 'page.html'}")
        return page
    return opened


def is_in_sight(element, height=800):
    box = element.bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= height


@slow
def test_the_verdict_comes_first(two_lost, opened):
    """At 1280 x 800, without scrolling: the points, both causes, what is right, what is not read yet, what to do next?"""
    page = opened(two_lost.page)
    assert page.locator("h1").first.inner_text() == "11 of 20 points so far" and is_in_sight(page.locator("h1").first)
    lines = page.locator(".card li").all()
    assert [line.inner_text().split("\n")[0] for line in lines] == [
        "✗ distillation loss", "✓ training loop", "✓ loss curves", "✗ evaluation", "✓ compression", "✎ reflection"]
    assert "The KL divergence runs the wrong way round." in lines[0].inner_text()
    assert "NameError" in lines[3].inner_text() and "not been read" in lines[5].inner_text()
    assert all(map(is_in_sight, lines)) and is_in_sight(page.get_by_text("If you may hand it in again"))


@slow
def test_each_line_leads_to_its_place(two_lost, opened):
    """By keyboard: from a question to its verdict, which is then in sight, and back?"""
    page = opened(two_lost.page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#test_distillation_loss"
    verdict = page.locator("#test_distillation_loss")
    assert "Where to look" in verdict.inner_text() and 0 <= verdict.bounding_box()["y"] < 800
    for link in page.locator(".card a").all():
        assert page.locator(link.get_attribute("href")).count() == 1
    verdict.get_by_role("link", name="to the top").press("Enter")
    assert is_in_sight(page.locator("h1").first)


@slow
def test_a_traceback_is_folded_below_its_sentence(two_lost, opened):
    """Hidden until it is asked for, by keyboard; said in a sentence above it; and open on paper? What the lab says itself is no
    traceback, and in sight?
    """
    page = opened(two_lost.page)
    assert page.get_by_text("an earlier cell makes it").last.is_visible()
    fold = page.locator("details", has_text="1 / 0")
    traceback, sentence = fold.locator("pre"), fold.locator("xpath=preceding-sibling::p[1]")
    assert "stopped with ZeroDivisionError: division by zero." in sentence.inner_text() and not traceback.is_visible()
    page.emulate_media(media="print")
    assert traceback.is_visible()
    page.emulate_media(media="screen")
    fold.locator("summary").press("Enter")
    assert traceback.is_visible()


@slow
def test_it_fits_a_phone(two_lost, opened):
    """320 pixels: nothing sticks out sideways, neither a wide table nor a long word nor a formula, which scroll by themselves?"""
    page = opened(two_lost.page, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    wide = page.locator("#reflection math[display=block]")
    assert wide.evaluate("formula => formula.scrollWidth > formula.clientWidth")
    wide.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(100):  # the page's policy forbids to wait for a script of one's own
        if wide.evaluate("formula => formula.scrollLeft > 0"):
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("the formula does not scroll")


@slow
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(width, two_lost, opened):
    """Contrast, structure, names, the keyboard: of a page with everything on it, folds open, and of the page without a notebook?"""
    page = opened(two_lost.page, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert violations(page) == []
    assert violations(opened(page_without_notebook("There is no `distillation.ipynb`.", "20"), width)) == []


@slow
def test_formulas_are_formulas(two_lost, opened):
    """In the lesson and in an answer: a numerator above its denominator, an exponent above its base, no dollar left?"""
    page = opened(two_lost.page)
    box = "([above, below]) => above.getBoundingClientRect().bottom <= below.getBoundingClientRect().top + 1"
    fractions = page.evaluate(f"[...document.querySelectorAll('mfrac')].map(part => ({box})(part.children))")
    assert len(fractions) >= 3 and all(fractions)
    raised = page.evaluate("[...document.querySelectorAll('msup')].map(part => part.children[1].getBoundingClientRect().top <"
                           " part.children[0].getBoundingClientRect().top)")
    assert len(raised) >= 3 and all(raised)
    assert "$" not in page.locator("#reflection").inner_text()


@slow
def test_what_a_person_gave_is_on_the_card(two_lost, opened):
    """The written answer graded with a comment, and a question's points changed by hand: counted, said, and linked?"""
    marks = copy.deepcopy(two_lost.marks)
    marks["grades"]["reflection"].update(manual_score=1, needs_manual_grade=False)
    marks["grades"]["test_evaluation"].update(manual_score=2)
    marks["comments"]["reflection"].update(manual_comment="Well **argued**.")
    page = opened(feedback_page("ada", two_lost.notebook, marks, Settings(sandbox="none")))
    assert page.locator("h1").first.inner_text() == "14 of 20 points"
    assert page.locator(".card li").last.inner_text().startswith("✓ reflection")
    page.locator(".card").get_by_role("link", name="A comment to you").click()
    assert is_in_sight(page.get_by_text("Well argued."))
    assert "2 of 3 points, given by a person" in page.locator("#test_evaluation .label").inner_text()


@pytest.mark.parametrize("tex", [
    "x" * 2001, "{" * DEEPEST + "x" + "}" * DEEPEST + "^2", r"\frac1" * (DEEPEST + 1) + "2", r"\unknown{x}", r"x_{", r"\def\x{\x\x}\x",
    r"\newcommand{\x}{x}\x", r"\href{javascript:alert(1)}{x}", r"\style{color: red}{x}", "a & b", r"\begin{matrix}" * 99])
def test_what_is_no_formula_is_shown_as_written(tex):
    """Too long, too deep, unknown, unfinished, a macro that never ends: text, and nothing else of it?"""
    assert mathml(tex, display=True) is None
    html = markdown2html(f"before ${tex}$ after")
    assert "<math" not in html and "before $" in html and "$ after" in html


@pytest.mark.parametrize("source", ["$" * 49_999, "$x$" * 16_000, "$$" + "'" * 1999 + "$$", "$x'$" * 12_000, r"\begin{a}" * 5_000,
                                    "$" + "{" * 1999 + "$", r"\\[" * 16_000, ("$" + "'" * 1900 + "$ ") * 26])
def test_a_text_full_of_signs_stays_bounded(source):
    """As much markup as a cell may hold, made to cost much: shown, and no longer than the page allows?"""
    assert 0 < len(markdown2html(source)) <= 150_000 * 2


def test_an_output_that_is_a_formula():
    """What IPython's Math displays: a formula; other LaTeX as written?"""
    outputs = [new_output("display_data", {"text/plain": "<Math>", "text/latex": tex})
               for tex in (r"$\displaystyle \frac{a}{b}$", r"\LaTeX")]
    make_inert(nb := new_notebook(cells=[new_code_cell("show()", outputs=outputs)]))
    assert "<mfrac>" in nb.cells[0].outputs[0].data["text/html"]
    assert nb.cells[0].outputs[1].data == {"text/plain": r"\LaTeX"}


def test_a_formula_moves_nothing_over_another():
    """Lengths below zero, a style that lifts, a link, a class: none is left in a formula that a student wrote as MathML?"""
    html = markdown2html('<math href="javascript:x" class="card"><mo lspace="-9em" style="position: fixed">x</mo><mspace width="-9em">'
                         '</mspace></math> $a\\!b$')
    assert not any(word in html for word in ("-9em", "position", "href", "class", "width=\"-"))


def test_a_long_cause_is_one_line():
    """Words of a student's own, as many as they like: cut, and text?"""
    verdict = Verdict("evaluation", [Part("accuracy", 1, False, "<b>words</b> " * 70)], ["unrecognised"])
    nb = short()
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_evaluation":
            cell["metadata"]["nbgrader"].update(score=0, points=3)
    nb = nbformat.from_dict(nb)
    nb.cells = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_evaluation"]
    row, = card(nb, {"evaluation": verdict.as_dict()})
    assert len(row["line"]) <= LONGEST + 2 and row["line"].endswith(" …") and row["lost"]


def test_words_between_backticks_are_code():
    """In a message and in a mistake's text: as code, and what a student's code put there as text?"""
    page = page_of(Verdict("evaluation", [Part("accuracy", 1, False, "`x` is <b>")], ["unrecognised"]))
    assert "<code>x</code> is &lt;b&gt;" in page
