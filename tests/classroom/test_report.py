"""The page about a class: are its numbers right, is it usable, and is a student's name only a name?"""
import csv
import random
import re
from urllib.parse import unquote

import nbformat
import pytest

from autograder.classroom.anonymous import MOST_LINES, anonymous
from autograder.classroom.report import FORMGRADER, STATUSES, write_report
from autograder.judging.questions import QUESTIONS
from autograder.judging.verdict import name_of
from autograder.submission.handed_in import folder_name
from browser import as_new, chromium, violations
from classes import Here, grade_here, make_class
from lab import ROOT

pytestmark = pytest.mark.slow

HOSTILE = ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "\t=1+1",
           "\u202egnp.exe", "{{ 7*7 }}", "../../etc", "javascript:alert(1)", "a#b?c%20d", "Zoë Ünal 学生",
           "</title><svg onload=alert(1)>", "'; DROP TABLE--"]


def row(student_id, wrong=(), status="graded", **more):
    """A line of results.jsonl; `wrong` are (question, misconception), and each takes the question's first part."""
    questions = {}
    for question, module in QUESTIONS.items():
        ids = [name for where, name in wrong if where == question]
        failed = ([*module.POINTS] if status in ("missing", "unreadable") else [*module.POINTS][:1] if ids else [])
        parts = [{"name": name, "max_points": most, "passed": name not in failed, "message": "seen <b>this</b>",
                  "points": 0 if name in failed else most} for name, most in module.POINTS.items()]
        questions[question] = {"points": sum(part["points"] for part in parts), "max_points": sum(module.POINTS.values()),
                               "misconceptions": ids, "parts": parts}
    score = float(sum(question["points"] for question in questions.values()))
    return {"student_id": student_id, "status": status, "score": score, "max_score": 20.0, "seconds": 2.5,
            "memory_mb": 512.0, "seed": 7, "questions": questions, **more}


CLASS = [row("ada"), row("bob", [("distillation_loss", "missing_t_squared")]), row("cy", status="timeout", seconds=61.0),
         row("dee", [("distillation_loss", "missing_t_squared"), ("compression", "hard_coded")]), row("eve", status="missing"),
         row("fay", [("evaluation", "unrecognised")]), row("gus", [("evaluation", "unrecognised")]),
         row("hal", [("evaluation", "unrecognised"), ("compression", "a_name_of_old")])]


def big_class():
    """2,000 rows with three mistakes each."""
    dice = random.Random(0)
    wrong = [(question, name_of(mistake)) for question, module in QUESTIONS.items() for mistake in module.MISTAKES]
    return [row(f"student{place:04}", dice.sample(wrong, 3), dice.choices(["graded", *STATUSES], [95, 1, 1, 1, 1, 1])[0],
                seconds=dice.lognormvariate(1, 0.4), memory_mb=dice.gauss(600, 50)) for place in range(2000)]


def table(out, name):
    with open(out / "report" / f"{name}.csv", newline="", encoding="utf-8") as file:
        return [*csv.DictReader(file)]


@pytest.fixture(scope="module")
def page():
    """A page on which dialogs, errors and requests are noted."""
    with chromium() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: (page.trouble.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda message: page.trouble.append(message.text))
        page.route("**/*", lambda route: (page.trouble.append(route.request.url), route.continue_()))  # what no policy stopped
        yield page


@pytest.fixture
def opened(page, tmp_path):
    """Writes the report of some rows and opens it."""
    def opened(rows, width=1200):
        write_report(rows, tmp_path)
        as_new(page, width, 800)
        page.trouble = []
        page.goto(f"file://{tmp_path / 'report.html'}")
        assert page.trouble.pop(0).endswith("report.html")
        return page
    return opened


def names(page):
    return page.locator("#students tbody tr:visible th").all_inner_texts()


def test_the_numbers_are_right(opened, tmp_path):
    """Counts, median, shares and ranking as counted by hand, on the page and in its tables?"""
    page = opened(CLASS)
    assert page.locator(".figures dd").all_inner_texts() == ["8", "6", "2", "18"]
    held = [(item["misconception"], item["submissions"]) for item in table(tmp_path, "misconceptions")]
    assert held == [("missing_t_squared", "2"), ("a_name_of_old", "1"), ("hard_coded", "1"), ("unrecognised", "3")]
    assert [re.sub(r"\D", "", text) for text in page.locator(".held .where b").all_inner_texts()] == ["2", "1", "1", "3"]
    parts = {(item["question"], item["part"]): item for item in table(tmp_path, "parts")}
    assert len(parts) == sum(len(module.POINTS) for module in QUESTIONS.values())
    assert (parts["distillation_loss", "hard_loss"]["passed"], parts["distillation_loss", "hard_loss"]["share"]) == ("5", "0.7143")
    losses = page.locator(".questions table", has_text="distillation loss").first
    assert "71 %" in losses.locator("tr", has_text="hard loss").inner_text()
    assert sum(int(item["submissions"]) for item in table(tmp_path, "scores")) == 7
    students = {item["student_id"]: item for item in table(tmp_path, "students")}
    assert students["dee"]["misconceptions"] == "missing_t_squared hard_coded" and students["cy"]["seconds"] == "61.0"
    holders = [item["student_id"] for item in table(tmp_path, "holders") if item["misconception"] == "missing_t_squared"]
    assert holders == ["bob", "dee"]


def test_what_needs_a_person_comes_first(opened):
    """Timeouts and missing files above everything else, each with who it is and a link to the page of feedback?"""
    page = opened(CLASS)
    first = page.locator("main section").first
    assert "timeout" in first.inner_text() and first.locator("a").all_inner_texts() == ["cy", "eve"]
    assert first.locator("a").first.get_attribute("href") == "feedback/cy.html"


def test_what_was_noted_stands_below_the_name(opened):
    """Graded, but with a doubt: listed with its reason as text, counted, and not where a note needs nobody?"""
    doubt, crash = "The cell that begins with `<b>x` stopped.", "The cell that begins with `os._exit(1)` ended Python itself."
    page = opened([*CLASS, row("ivy", notes=[doubt, "And more."], needs_person=True),
                   row("jo", notes=["Passed over."], needs_person=False),
                   row("kim", status="crashed", notes=[crash], needs_person=False)])
    first = page.locator("main section").first
    assert page.locator(".figures dd").all_inner_texts()[1:3] == ["8", "4"]
    assert first.locator("a").all_inner_texts() == ["kim", "cy", "eve", "ivy"]
    assert "Passed over" not in page.locator("body").inner_text()
    noted = first.locator("li", has_text="ivy")
    assert noted.locator("p").all_inner_texts() == [doubt.replace("`", ""), "And more."]
    assert noted.locator("code").inner_text() == "<b>x"
    assert first.locator("li", has_text="kim").locator("p").inner_text() == crash.replace("`", "")
    assert page.trouble == [] and page.evaluate("document.documentElement.scrollWidth") <= 1200


def test_each_misconception_leads_to_its_holders(opened):
    """Opened by keyboard: who, with a link to each one's page of feedback?"""
    page = opened(CLASS)
    held = page.locator(".held > li").first
    assert "T²" in held.inner_text() or "squared" in held.inner_text()
    assert held.locator("a").first.is_hidden()
    held.locator("summary").focus()
    page.keyboard.press("Enter")
    assert held.locator("a:visible").all_inner_texts() == ["bob", "dee"]
    assert [link.get_attribute("href") for link in held.locator("a").all()] == ["feedback/bob.html", "feedback/dee.html"]


def test_sorting_and_searching_by_keyboard(opened):
    """By score, down and up; a word; a status: the right rows in the right order, and told to a screen reader?"""
    page = opened(CLASS)
    page.locator("#students th", has_text="score").locator("button").focus()
    page.keyboard.press("Enter")
    header = page.locator("#students th", has_text="score")
    assert header.get_attribute("aria-sort") == "descending" and names(page)[0] in ("ada", "cy") and names(page)[-1] == "eve"
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending" and names(page)[0] == "eve"
    assert page.locator("#students th[aria-sort]").count() == 1
    page.locator("#students th", has_text="seconds").locator("button").press("Enter")
    assert names(page)[0] == "cy"
    page.locator("#search").press_sequentially("missing t")
    assert sorted(names(page)) == ["bob", "dee"] and page.locator("#found").inner_text() == "2 of 8 submissions"
    page.locator("#search").fill("")
    page.locator("#status").select_option("timeout")
    assert names(page) == ["cy"]


@pytest.mark.parametrize("rows", [[], CLASS[:1], [row("only", status="missing")], [{key: value for key, value in row("old").items()
                                                                                  if key not in ("seconds", "memory_mb")}]],
                         ids=["none", "one", "none that ran", "without measurements"])
def test_small_classes(rows, opened):
    """Nobody, one, one that did not run, one from before memory was measured: a page without an error or a made-up number?"""
    page = opened(rows)
    text = page.locator("body").inner_text()
    assert page.trouble == [] and len(names(page)) == len(rows) and not re.search(r"\bnan\b|None|undefined", text, re.IGNORECASE)


def test_a_name_is_only_a_name(opened, tmp_path):
    """Markup, formulas, templates, text that turns around: shown as text, no formula in a table, and links that lead to the page?"""
    wrong = [("compression", "hard_coded")]
    page = opened([row(name, wrong, "timeout" if place % 2 else "graded") for place, name in enumerate(HOSTILE)])
    (tmp_path / "feedback").mkdir()
    for name in HOSTILE:
        (tmp_path / "feedback" / f"{folder_name(name)}.html").write_text("<title>feedback</title>")
    assert page.trouble == []
    assert {'"><script>alert(1)</script>', "\\u202egnp.exe", "Zoë Ünal 学生", "{{ 7*7 }}"} <= set(names(page))
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert all(re.fullmatch(r"#[\w-]+|report/|feedback/[\w.%~-]+\.html", link) for link in links)
    assert all((tmp_path / unquote(link)).exists() for link in links if not link.startswith("#"))
    for file in (tmp_path / "report").glob("*.csv"):
        with open(file, newline="", encoding="utf-8") as text:
            assert not [cell for line in csv.reader(text) for cell in line if cell.lstrip().startswith(("=", "+", "-", "@"))]
    written = {item["student_id"].removeprefix("'") for item in table(tmp_path, "students")}
    assert written == {name.removeprefix("'") for name in HOSTILE}


def test_nothing_from_outside_may_run(opened):
    """A script that got into the page all the same: does its policy stop it, while its own sorting runs?"""
    page = opened(CLASS)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"alert(1)\"><img src=\"http://evil.invalid\">')")
    page.wait_for_timeout(200)
    assert not [event for event in page.trouble if event == "1" or event.startswith("http")]


def test_two_thousand_rows(opened, tmp_path):
    """Under 5 MB, every row there, and sorted by a click?"""
    page = opened(big_class())
    assert (tmp_path / "report.html").stat().st_size < 5_000_000
    assert page.locator("#students tbody tr").count() == 2000 and page.trouble == []
    page.locator("#students th", has_text="memory").locator("button").click()
    memory = [float(text) for text in page.locator("#students tbody td:nth-last-child(2)").all_inner_texts()]
    assert len(memory) == 2000 and memory == sorted(memory, reverse=True)


def test_it_fits_a_phone_and_a_dark_room(opened):
    """320 pixels wide: nothing sticks out, and text and ground change with the reader's setting?"""
    page = opened([row("x" * 300, [("compression", "hard_coded")], "timeout"), *CLASS], width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    colours = "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    light = page.evaluate(colours)
    page.emulate_media(color_scheme="dark")
    assert set(light).isdisjoint(page.evaluate(colours))


def test_what_cost_most_comes_first(opened):
    """The questions by the points that they cost, and in each the parts: as counted by hand, with what was lost?"""
    wrong = [("compression", "hard_coded"), ("evaluation", "unrecognised")]
    page = opened([row("ada", wrong), row("bob", wrong[1:]), row("cy"), row("dee")])
    tables = page.locator(".questions table")
    assert [" ".join(caption.split()) for caption in tables.locator("caption").all_inner_texts()][:3] == [
        "evaluation 0.5 of 3 points lost", "compression 0.2 of 2 points lost", "distillation loss 0.0 of 6 points lost"]
    dearest = tables.first.locator("tbody tr").first
    assert dearest.locator("th").inner_text() == "accuracy" and dearest.locator("td").inner_text().strip() == "50 %"


def test_who_gained_what(opened, tmp_path):
    """Handed in again: points before and now and the questions between them, who gained most first, one who lost too?"""
    missing, wrong = row("x", status="missing"), [("evaluation", "unrecognised")]
    page = opened([row("ada"), row("bob", before=row("bob", wrong)), row("cy", wrong, before=row("cy")), row("dee", before=missing)])
    found = [line.locator("th, td").all_inner_texts() for line in page.locator(".numbers tbody tr").all()]
    assert found == [["dee", "0", "19", "+6", "+6", "+2", "+3", "+2"], ["bob", "18", "19", "", "", "", "+1", ""],
                     ["cy", "19", "18", "", "", "", "-1", ""]]
    assert [item["student_id"] for item in table(tmp_path, "gains")] == ["dee", "bob", "cy"]
    assert opened([row("ada")]).locator("#gains").count() == 0


def test_what_was_handed_in_before_is_kept(tmp_path):
    """Graded into the same folder again: compared with what that student had handed in before, also when all are graded anew?"""
    pool, submissions, out = Here(), make_class(tmp_path / "submissions", broken=2), tmp_path / "out"
    grade_here(pool, submissions, out)
    assert table(out, "gains") == []
    (submissions / "broken 0.ipynb").write_text("{}")
    for fresh in (False, True):
        grade_here(pool, submissions, out, fresh=fresh)
        assert [item["student_id"] for item in table(out, "gains")] == ["broken 0"]


def test_the_reason_and_the_way_to_formgrader(opened):
    """Who needs a person: what was said of the file, and a link that opens formgrader, where there is a notebook to open?"""
    page = opened([row("cy", status="crashed", formgrader_id="c1"), row("eve", status="missing", formgrader_id="e1")])
    first = page.locator("main section").first
    assert first.locator("li", has_text="cy").get_by_role("link", name="formgrader").get_attribute("href") == f"{FORMGRADER}/c1/"
    missing = first.locator("li", has_text="eve")
    assert missing.get_by_role("link", name="formgrader").count() == 0 and "seen <b>this</b>" in missing.inner_text()
    port = re.search(r":(\d+)/", FORMGRADER)[1]
    assert f"--ServerApp.port={port}" in (ROOT / "Makefile").read_text()


def named(value):
    return ('# Ada Lovelace wrote this, ada@example.org\ndef evaluate_model(model, tokenizer, dataset_split, device):\n'
            f'    """By Ada."""\n    label = "# kept"  # mine\n\n    return {value}, 1.0\n')


def hand_in(out, student_id, source):
    """Put an autograded notebook into OUT's course."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, metadata={"nbgrader": {"grade_id": "evaluation"}})])
    place = out / "course" / "autograded" / folder_name(student_id) / "distillation"
    place.mkdir(parents=True)
    nbformat.write(nb, place / "distillation.ipynb")


def test_three_anonymous_answers(opened, tmp_path):
    """Three that differ, without comments and docstrings; none that names its writer or a friend; hidden until it is asked for?"""
    wrong = [("evaluation", "unrecognised")]
    answers = {"ada": named(1), "bob": named(1), "cy": named(2), "dee": "x = '\u202e<script>alert(1)</script>'\n",
               "eve": named("eves_own"), "fay": named("'ida lovelace'"), "gus": named("fay_said"), "hal": "x" * 30_000, "ida": "x = ("}
    for student_id, source in answers.items():
        hand_in(tmp_path, student_id, source)
    page = opened([row(name, wrong, handed_in={"name": "Ida Lovelace"} if name == "ida" else {}) for name in (*answers, "nobody")])
    shown = page.locator(".examples pre")
    assert shown.count() == 3 and not shown.first.is_visible()
    page.locator(".examples summary").press("Enter")
    body = 'def evaluate_model(model, tokenizer, dataset_split, device):\n    label = "# kept"\n    return {}, 1.0'
    assert {text.strip() for text in shown.all_inner_texts()} == {
        body.format(1), body.format(2), "x = '\\u202e<script>alert(1)</script>'"}
    assert page.trouble == []


@pytest.mark.parametrize("code", ["x = 1\n" * (MOST_LINES + 1), "(", "", "'''", "x" * 30_000, "(" * 5_000, "if x:\n    y\n  z\n"])
def test_what_is_no_answer_to_show(code):
    """Too long, unfinished, empty: nothing?"""
    assert anonymous(code) == ""


def test_a_long_id_stays_whole(opened):
    """An address as id, among the other columns: in one line, and on a phone broken only where its parts meet?"""
    long = "ada.augusta.lovelace@students.university.example"
    page = opened([row(long, [("compression", "hard_coded")]), *CLASS])
    cell = page.locator("#students tbody th", has_text="augusta")
    lines = """cell => { const range = document.createRange(), lines = {};
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let node; node = walk.nextNode();) for (let i = 0; i < node.length; i++) {
          range.setStart(node, i); range.setEnd(node, i + 1);
          const top = Math.round(range.getBoundingClientRect().top); lines[top] = (lines[top] || "") + node.data[i]; }
        return Object.values(lines).map(line => line.trim()).filter(line => line); }"""
    assert cell.evaluate(lines) == [long]
    page.set_viewport_size({"width": 320, "height": 800})
    pieces = cell.evaluate(lines)
    assert "".join(pieces) == long and len(pieces) > 1 and all(piece.endswith((".", "@", "example")) for piece in pieces)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme, opened, tmp_path):
    """Contrast, structure, names, the keyboard: all folds open, wide and on a phone?"""
    hand_in(tmp_path, "fay", named(1))
    page = opened([*CLASS, row("ivy", notes=["A `doubt`."], needs_person=True, formgrader_id="f1"), row("jo", before=CLASS[1])])
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.locator(".examples").count() == 1 and violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert violations(page) == [] and page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_report_is_replaced_as_a_whole(tmp_path):
    """Rows that cannot be rendered: is the last good report still there, and no half of a new one?"""
    write_report(CLASS, tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(KeyError):
        write_report([*CLASS, {"student_id": "broken", "status": "graded"}], tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
