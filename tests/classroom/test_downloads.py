"""Whatever a platform gave: does each student have a row, with the right notebook, and can nothing in it do harm?"""
import json
import os
from datetime import datetime

import pytest

from autograder.classroom.downloads import choose
from autograder.classroom.downloads.layouts import LAYOUTS, moment
from autograder.classroom.downloads.understand import NotUnderstood, understood
from autograder.submission.handed_in import folder_name
from downloaded import graded, understood_as
from platforms import BEGUN, BEGUN_BEFORE, CLASS, DRAFT, ONE, OTHER, PLATFORMS, TWO, as_folder, zipped
from student import HANDOUT, as_bytes, student


def is_right(data, person):
    return data == person.expected if isinstance(person.expected, bytes) else isinstance(data, str) and person.expected in data


@pytest.mark.parametrize("form", ["folder", "zip", "zip in a folder"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_people_and_the_same_bytes(platform, form, tmp_path):
    """One class in each platform's form: is everybody there once, with the notebook that counts or a sentence on what was found?"""
    made, people = PLATFORMS[platform]()
    place = tmp_path / "given"
    if form == "folder":
        as_folder(made, place)
    else:
        place.mkdir()
        (place / "class.zip").write_bytes(zipped(made))
    download = understood(place / "class.zip" if form == "zip" else place)
    found = graded(download)
    assert set(found) == set(people) and len({folder_name(student_id) for student_id in found}) == len(CLASS)
    assert [student_id for student_id in people if not is_right(found[student_id], people[student_id])] == []
    assert f"{len(CLASS)} students, 6 without a notebook of this lab." in download.summary
    title = {"submitted": "plain", "folders": "plain", "flat": "plain", "course": "an nbgrader course"}
    assert download.summary.lower().startswith(title.get(platform, platform.partition(" ")[0]))


@pytest.mark.parametrize("platform", ["canvas", "moodle", "gradescope", "brightspace"])
def test_what_an_import_needs_is_kept(platform, tmp_path):
    """Platform's id, name, e-mail, late, the name in the download: are they in the row where the download has them?"""
    made, people = PLATFORMS[platform]()
    for student_id, handed_in in understood_as(made, tmp_path).students.items():
        person, about = people[student_id], handed_in.about
        assert about["platform"] == platform and plain(about["name"]) == plain(person.name)
        assert about.get("email") == (person.email if platform == "gradescope" else None)
        assert about.get("late", False) == (person.late and platform == "canvas")
        assert any(path.endswith(about["file"].replace(".zip/distillation/distillation.ipynb", ".zip")) for path in made)


def plain(name):
    return "".join(char for char in name.lower() if char not in " ,'")


def test_who_shares_a_name_is_told_apart(tmp_path):
    """Composed and decomposed letters, two equal names: two rows each, and a word on it in both?"""
    notes = notes_of(understood_as(PLATFORMS["flat"]()[0], tmp_path / "a"))
    assert {key for key, note in notes.items() if "looks the same" in note} == {"Zo\u00eb Müller", "Zoe\u0308 Müller"}
    assert "'Zoe\\u0308 M" in notes["Zo\u00eb Müller"]
    notes = notes_of(understood_as(PLATFORMS["moodle"]()[0], tmp_path / "b"))
    assert {key for key, note in notes.items() if "looks the same" in note} == {"32", "33", "34", "35"} and "'34'" in notes["35"]


def notes_of(download):
    return {key: handed_in.about.get("note", "") for key, handed_in in download.students.items()}


def test_a_group_of_gradescope(tmp_path):
    """Two submitters, one without e-mail, and a submission that the file does not know: a row each?"""
    about = ("submission_5:\n  :submitters:\n  - :name: Ada\n    :email: a@uni.example\n  - :name: Bob\n    :sid: '007'\n"
             "  - :name: Cy\n  :score: 1\n")
    made = {"submission_5/lab.ipynb": ONE, "submission_6/lab.ipynb": TWO, "submission_metadata.yml": about.encode()}
    download = understood_as(made, tmp_path / "a")
    assert graded(download) == {"007": ONE, "a@uni.example": ONE, "submission_5-3": ONE, "submission_6": TWO}
    assert "together with 007 and submission_5-3." in download.students["a@uni.example"].about["note"]
    for broken in (b"", b"- [", b"\xff", b"submission_5:\n  :submitters: 7\n",
                   b"submission_5: &a\n  :submitters: [*a, 1, {:name: [x]}]\n", b"submission_5:\n  :submitters: " + b"[" * 500):
        made["submission_metadata.yml"] = broken
        found = graded(understood_as(made, tmp_path / "b"))
        assert len(found) in (2, 4) and found["submission_6"] == TWO, broken


def test_an_id_of_several_names_is_not_a_students(tmp_path):
    """Should Brightspace's number be the assignment's: is everybody there all the same?"""
    made = {f"7-8 - {name} - Mar 2, 2026 {time} PM/lab.ipynb": data
            for name, time, data in (("Ada", 101, ONE), ("Bob", 102, TWO), ("Ada", 103, TWO))}
    assert graded(understood_as(made, tmp_path)) == {"7-8 - Ada": TWO, "7-8 - Bob": TWO}


def test_moments_of_brightspace():
    """Dates as Brightspace writes them: later ones later, and no clock asked for what is missing?"""
    dates = "Mar 2, 2026 1211 AM", "Mar 2, 2026 911 AM", "2 March, 2026 1211 PM", "Mar 2, 2026 111 PM"
    assert sorted(map(moment, dates)) == [*map(moment, dates)] and len({*map(moment, dates)}) == 4
    assert moment("Mär 2, 2026 111 PM") == moment("") == moment("9" * 99) == 0
    assert moment("Mar 2, 2026") == (datetime(2026, 3, 2) - datetime(2000, 1, 1)).total_seconds()


def test_strangers_among_a_platforms_files(tmp_path):
    """Files that are not named as the platform names them, one of them like a student's id: a row of their own, and said so?"""
    made = {f"ada_3{number}_9{number}_lab.ipynb": ONE for number in range(5)}
    made |= {"30.ipynb": TWO, "30/x.pdf": b"", "roster.csv": b"", "Thumbs.db": b""}
    made["30 (another).ipynb"] = DRAFT
    download = understood_as(made, tmp_path)
    expected = dict.fromkeys(("30", "31", "32", "33", "34"), ONE)
    assert graded(download) == {**expected, "30 (another)": DRAFT, "30 (another) (another)": TWO}
    assert "and graded under their own names: 30 (another) and 30 (another) (another)." in download.summary
    assert "Left aside: roster.csv." in download.summary
    assert "Not named as in Canvas's download" in download.students["30 (another)"].about["note"]


def test_the_layout_can_be_said(tmp_path):
    """--layout: taken at its word, and refused with a sentence where nothing fits?"""
    made = {"ada_1_2_lab.ipynb": ONE, "bob.ipynb": TWO, "carl.ipynb": TWO}
    assert set(graded(understood_as(made, tmp_path))) == {"ada_1_2_lab", "bob", "carl"}
    assert set(graded(understood(tmp_path, "canvas"))) == {"1", "bob", "carl"}
    assert set(graded(understood(tmp_path, "nbgrader"))) == set(graded(understood(tmp_path, "plain")))
    with pytest.raises(NotUnderstood, match="as in Moodle's download"):
        understood(tmp_path, "moodle")
    assert LAYOUTS == ["gradescope", "moodle", "brightspace", "canvas", "github", "nbgrader", "plain"]


def test_a_class_in_a_folder_of_its_own(tmp_path):
    """Is a class found that a zip put into one more folder, a student's folder taken for no class, and a course for no student?"""
    exact = "distillation/distillation.ipynb"
    for number, (made, expected) in enumerate((
            ({"class/ada.ipynb": ONE, "class/bob.ipynb": TWO, "__MACOSX/class/._ada.ipynb": b"x"}, {"ada", "bob"}),
            ({f"class/ada/{exact}": ONE}, {"ada"}), ({f"ada/{exact}": ONE}, {"ada"}),
            ({"ada/distillation-Copy1.ipynb": ONE}, {"ada"}),
            ({"ada/distillation.ipynb": ONE, "ada/old.ipynb": TWO}, {"ada"}), ({"ada/lab.ipynb": ONE}, {"ada"}),
            ({f"course/submitted/ada/{exact}": ONE, f"course/source/{exact}": ONE}, {"ada"}),
            ({f"source/{exact}": ONE, "nbgrader_config.py": b""}, set()), ({"ada.ipynb": ONE, "nbgrader_config.py": b""}, {"ada"}),
            ({f"submitted/ada/{exact}": ONE}, {"ada"}),
            ({"lab.zip": zipped({f"ada/{exact}": ONE})}, {"ada"}),
            ({"ada.zip": zipped({"lab/distillation.ipynb": ONE})}, {"ada"}))):
        assert set(graded(understood_as(made, tmp_path / str(number)))) == expected, made


def test_two_ways_to_hand_in_are_one_student(tmp_path):
    """ada.ipynb, ada.pdf, ada.zip and a folder ada: one row, the newest notebook, the others named?"""
    made = {"ada/distillation/distillation.ipynb": ONE, "ada.pdf": b"", "ada.zip": zipped({"x.ipynb": DRAFT}), "ada.ipynb": TWO,
            "b.ipynb": ONE}
    download = understood_as(made, tmp_path)
    assert graded(download) == {"ada": TWO, "b": ONE}
    assert download.students["ada"].about == {"file": "ada.ipynb", "note":
        "Of 3 notebooks ada.ipynb is graded: the newest that holds this lab's cells, and answers. Left aside: "
        "ada.zip/x.ipynb (older) and distillation/distillation.ipynb (older)."}


@pytest.mark.parametrize(("made", "expected", "words"), [
    ({"old.ipynb": ONE, "new.ipynb": TWO}, TWO, "old.ipynb (older)"),
    ({"finished.ipynb": ONE, "distillation.ipynb": HANDOUT}, ONE, "distillation.ipynb (no answers)"),
    ({"begun.ipynb": BEGUN_BEFORE, "distillation.ipynb": HANDOUT}, BEGUN_BEFORE, "distillation.ipynb (more blanks)"),
    ({"mine.ipynb": ONE, "homework.ipynb": OTHER, "torn.ipynb": TWO[:500]}, ONE, "torn.ipynb (cannot be read)"),
    ({"homework.ipynb": OTHER, "torn.ipynb": TWO[:500]}, TWO[:500], "homework.ipynb (another notebook)"),
    ({"distillation/distillation.ipynb": ONE, ".ipynb_checkpoints/x.ipynb": TWO, "._x.ipynb": b"\0", ".x.ipynb": TWO}, ONE, ""),
    ({"a.zip": zipped({"in.zip": zipped({"deep/lab.ipynb": ONE}), "x.ipynb": OTHER})}, ONE, "a.zip/x.ipynb (another notebook)"),
    ({"deepest.zip": zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.ipynb": ONE})})})})}, "packed too often", ""),
    ({"other names.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": "total_loss = 1", "metadata": {}}]}).encode(),
      "distillation.ipynb": ONE, "last.ipynb": OTHER}, ONE, "other names.ipynb (another notebook)"),
    ({f"{n}.ipynb": HANDOUT for n in range(choose.MAX_NOTEBOOKS + 5)}, HANDOUT, "and 21 more"),
])
def test_one_rule_says_which_notebook(made, expected, words, tmp_path):
    """Several notebooks of a student, in the order in which they were saved: is the newest with this lab's answers graded?"""
    download = understood_as({f"ada/{path}": data for path, data in made.items()} | {"bob.ipynb": ONE}, tmp_path)
    found = graded(download)["ada"]
    assert expected in (None, found) or isinstance(found, str) and expected in found
    assert words in download.students["ada"].about.get("note", "")
    assert ("note" in download.students["ada"].about) == bool(words)


def test_where_no_time_is_known_answers_decide(tmp_path):
    """Files copied within a moment: not the order of the copy, but how much is answered, then the name?"""
    partly = as_bytes(student(evaluation="def evaluate_model(model):\n    correct = ..."))
    for order in (("a", "b", "distillation"), ("distillation", "b", "a")):
        place = as_folder({f"ada/{name}.ipynb": partly if name == "a" else ONE for name in order}, tmp_path / order[0])
        for second, name in enumerate(order):
            os.utime(place / f"ada/{name}.ipynb", (BEGUN.timestamp() + 0.9 * second,) * 2)
        about = understood(place, "plain").students["ada"].about
        assert about["file"] == "ada/distillation.ipynb" and "fewer answers" in about["note"] and "another name" in about["note"]


@pytest.mark.parametrize(("made", "status", "words"), [
    ({"lab.pdf": b"%PDF"}, "unreadable", "lab.pdf is a PDF. Hand in the notebook itself"),
    ({"lab": b"x"}, "unreadable", "lab is no notebook: its name ends otherwise."),
    ({"a.docx": b"", "b.png": b"", "c.rar": b"", "d.csv": b""}, "unreadable", "only a.docx, b.png, c.rar and 1 more"),
    ({"a.docx": b"", "b.png": b""}, "unreadable", "only a.docx and b.png. Hand"),
    ({"x.zip": b"PK\3\4 torn"}, "unreadable", "x.zip cannot be opened"), ({"x.zip": zipped({})}, "unreadable", "without a file in it"),
    ({"x.zip": zipped({"../x.ipynb": ONE})}, "unreadable", "outside of the archive"),
    ({"x.zip": zipped({"/etc/x.ipynb": ONE})}, "unreadable", "outside of the archive"),
    ({"lab.ipynb.json": ONE, "README.md": b""}, "unreadable", "Take .json off"),
    ({"timestamp.txt": b""}, "missing", "There is no notebook in what you handed in. Hand in"),
    ({"hw1.ipynb": OTHER, "sub/hw2.ipynb": OTHER}, "missing", "hw1.ipynb and sub/hw2.ipynb hold none of this lab's cells"),
    ({"evil\n\u202e" + "x" * 150 + ".pdf": b""}, "unreadable", "evil\\n\\u202exxx"),
])
def test_what_is_no_notebook_is_told_by_name(made, status, words, tmp_path):
    """Does the sentence say what was found and what to do, on one line that can be read?"""
    as_folder({f"ada/{path}": data for path, data in made.items()} | {"bob.ipynb": ONE}, tmp_path)
    data = understood(tmp_path).students["ada"].data()
    assert data.status == status and words in data.sentence and data.sentence.isprintable() and data.sentence.endswith(".")
    assert len(data.sentence) < 400


def test_what_nbgrader_keeps_comes_along(tmp_path):
    """Timestamp and secret, from a folder and from an archive: are they found beside the notebook that is graded?"""
    made, people = PLATFORMS["submitted"]()
    (tmp_path / "class.zip").write_bytes(zipped(made))
    for download in (understood_as(made, tmp_path / "folder"), understood(tmp_path / "class.zip")):
        for person in people.values():
            beside = download.students[person.key].beside
            if download.students[person.key].file:
                assert beside["submission_secret.txt"].read() == person.secret.encode()
                assert f"08:{person.number}:00" in beside["timestamp.txt"].read().decode()
