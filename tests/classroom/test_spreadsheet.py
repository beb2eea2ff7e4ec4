"""Tables that a spreadsheet opens: nothing in them runs, and ids can still be matched."""
import csv
import io

import pytest

from autograder.classroom.spreadsheet import as_csv
from classes import Here, grade_here, grades

IDS = "-anna", "@home", "+49 30 1234", "a@b.org", "ada", "1e5", "O'Neil, Ada", "Zoë 学生"
FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "+A1*2", "\t=1+1", " =1+1", "＝1+1", '=HYPERLINK("http://x.invalid")',
            "-1|calc", "@x!A1", "=a")


def read(text, delimiter=","):
    return [*csv.reader(io.StringIO(text), delimiter=delimiter)]


def test_ids_stay_as_they_are():
    """Names, addresses, numbers, also those that begin as a formula does: the same when read again?"""
    assert read(as_csv([IDS])) == [[*IDS]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula):
    """Is it text, and the same text behind one apostrophe?"""
    assert read(as_csv([(1.5, formula, None)])) == [["1.5", f"'{formula}", ""]]


@pytest.mark.parametrize("separator", (";", "\t"))
def test_no_part_of_a_cell_is_a_formula_elsewhere(separator):
    """Where a spreadsheet parts cells by something else than commas, does an id stay in one?"""
    found, = read(as_csv([(f"x{separator}=1+1", "graded", 19)]), separator)
    assert not any(cell.startswith("=") for cell in found)


def test_grades_are_guarded(tmp_path):
    """In grades.csv too, for a class with such names?"""
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    for name in "=1+1", "-anna", "@SUM(A1)":
        (submissions / f"{name}.ipynb").write_text("no notebook")
    grade_here(Here(), submissions, tmp_path / "out")
    assert {row["student_id"] for row in grades(tmp_path / "out")} == {"'=1+1", "-anna", "'@SUM(A1)"}
