"""The READMEs: does every link lead somewhere, and is what they tell to type there?"""
import re

import pytest

from lab import ROOT

ROOMS = ("autograder", "benchmarks", "notebooks", "solutions", "tests")
PAGES = [*ROOT.glob("*.md"), *(page for room in ROOMS for page in (ROOT / room).rglob("*.md"))]


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    """Is each file that a page links to or shows there, with the heading that a link names?"""
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in (link for link in links if not re.match(r"https?:", link)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_path_and_target_is_there():
    """Does each `make` target, each script and each folder that a page names exist?"""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z-]+)", " ".join(re.findall(r"`[^`]+`|^make .*", text, re.MULTILINE)))) <= targets, page
        for script in re.findall(r"`(?:python )?((?:benchmarks|tests|autograder|solutions)/[\w./]+)", text):
            assert (ROOT / script).exists(), (page, script)
