"""What an instructor does in formgrader, in a real browser, with a class that the class command graded."""
import pytest

from browser import chromium, formgrader
from classes import Here, grade_here, grades, make_class

pytestmark = pytest.mark.slow


def test_an_instructor_grades_a_reflection(tmp_path):
    """Find a submission, grade its reflection, generate its feedback again: on that page, and in the next grades.csv?"""
    pool, submissions, out = Here(), make_class(tmp_path / "submissions", running=1, broken=1), tmp_path / "out"
    grade_here(pool, submissions, out)
    with formgrader(out / "course") as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/formgrader/gradebook")
        page.get_by_role("link", name="distillation", exact=True).click()
        page.get_by_role("link", name="distillation", exact=True).last.click()
        page.get_by_role("link", name="Submission #1").click()
        page.wait_for_load_state("networkidle")  # formgrader fills in what it has loaded
        page.locator("#reflection").fill("1")
        page.locator("#reflection-comment").fill("Argued from the interval: well seen.")
        with page.expect_response(lambda response: "/api/comment/" in response.url):
            page.locator("#reflection-comment").blur()
        page.goto(f"{address}/formgrader/manage_submissions/distillation")
        page.locator("tr", has_text="runs 0").locator(".generate-feedback a").click()
        page.get_by_text("Successfully generated feedback").wait_for(timeout=60_000)
    generated = (out / "course" / "feedback" / "runs 0" / "distillation" / "distillation.html").read_text()
    assert "Argued from the interval: well seen." in generated
    before = {row["student_id"]: row["score"] for row in grades(out)}
    assert grade_here(pool, submissions, out) == ["runs 0"]
    after = {row["student_id"]: row["score"] for row in grades(out)}
    assert after == {**before, "runs 0": str(float(before["runs 0"]) + 1)}
    assert "Argued from the interval: well seen." in (out / "feedback" / "runs 0.html").read_text()
