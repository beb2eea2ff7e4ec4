"""What an instructor does in formgrader, in a real browser, with a class that the class command graded."""
import json
import re
import urllib.error
import urllib.request

import pytest
import websocket

from autograder.classroom.report import FORMGRADER
from browser import chromium, formgrader, jupyterlab
from classes import Here, grade_here, grades, make_class

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded class, in formgrader: (pool, submissions, OUT, the address, a browser)."""
    here, pool = tmp_path_factory.mktemp("formgrader"), Here()
    submissions = make_class(here / "submissions", running=1, broken=1, ends="import os\nos._exit(1)")
    grade_here(pool, submissions, here / "out")
    with formgrader(here / "out" / "course") as address, chromium() as browser:
        yield pool, submissions, here / "out", f"{address}/formgrader", browser


def test_the_report_leads_to_the_student(course):
    """Who needs a person: does the report's link open formgrader at that very student?"""
    *_, out, address, browser = course
    place = re.search(f"{FORMGRADER}(/[0-9a-f]+/)", (out / "report.html").read_text())[1]
    page = browser.new_page()
    page.goto(f"{address}/submissions{place}")
    page.wait_for_load_state("networkidle")
    page.locator(".glyphicon-eye-open").click()
    assert page.locator("a.name-shown").inner_text() == "ends"


def test_an_instructor_grades_a_reflection(course):
    """Find a submission, grade its reflection, generate its feedback again: on that page, and in the next grades.csv?"""
    pool, submissions, out, address, browser = course
    page = browser.new_page()
    page.goto(f"{address}/gradebook")
    page.get_by_role("link", name="distillation", exact=True).click()
    page.get_by_role("link", name="distillation", exact=True).last.click()
    page.locator("tr", has_text="runs 0").get_by_role("link", name="Submission #").click()
    page.wait_for_load_state("networkidle")  # formgrader fills in what it has loaded
    page.locator("#reflection").fill("1")
    page.locator("#reflection-comment").fill("Argued from the interval: well seen.")
    with page.expect_response(lambda response: "/api/comment/" in response.url):
        page.locator("#reflection-comment").blur()
    page.goto(f"{address}/manage_submissions/distillation")
    page.locator("tr", has_text="runs 0").locator(".generate-feedback a").click()
    page.get_by_text("Successfully generated feedback").wait_for(timeout=60_000)
    generated = (out / "course" / "feedback" / "runs 0" / "distillation" / "distillation.html").read_text()
    assert "Argued from the interval: well seen." in generated
    before = {row["student_id"]: row["score"] for row in grades(out)}
    assert grade_here(pool, submissions, out) == ["runs 0"]
    after = {row["student_id"]: row["score"] for row in grades(out)}
    assert after == {**before, "runs 0": str(float(before["runs 0"]) + 1)}
    assert "Argued from the interval: well seen." in (out / "feedback" / "runs 0.html").read_text()


def test_what_is_run_in_jupyterlab_is_walled(tmp_path):
    """A submission run from formgrader: is no kernel offered but one behind the walls, and does that one answer?"""
    out = tmp_path / "out"
    grade_here(Here(), make_class(tmp_path / "submissions", broken=1), out)

    def asked(path, **body):
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{address}/api/{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as said:
            return json.load(said)

    flags = "--ServerApp.disable_check_xsrf=True",
    with jupyterlab(out / "course", tmp_path / "log", *flags, JUPYTER_CONFIG_DIR=str(tmp_path),
                    JUPYTER_CONFIG_PATH=str(out / "course")) as address:
        assert [*asked("kernelspecs")["kernelspecs"]] == ["walled"]
        kernel = asked("kernels", name="walled")["id"]
        channels = websocket.create_connection(f"{address.replace('http', 'ws')}/api/kernels/{kernel}/channels", timeout=60)
        header = {"msg_id": "1", "msg_type": "execute_request", "username": "", "session": "s", "version": "5.3"}
        code = "import os; print(os.getcwd(), os.getpid())"
        channels.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "channel": "shell",
                                  "content": {"code": code, "silent": False}}))
        while (heard := json.loads(channels.recv()))["msg_type"] != "stream":
            pass
        assert heard["content"]["text"] == "/home/student/distillation 1\n"
        channels.close()
