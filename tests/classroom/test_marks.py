"""The way back to the platform: does each mark and each page reach its student, by the importers' own rules, and nobody else?"""
import io
import zipfile
from dataclasses import replace

import nbformat
import pytest

from autograder.classroom.downloads.understand import understood
from autograder.classroom.grade import Stopped
from autograder.classroom.marks.score import Asked
from autograder.classroom.marks.write import Marks
from classes import command, grade_here, grades, results
from importers import (
    Stops,
    brightspace_grades,
    canvas_comments,
    canvas_grades,
    moodle_feedback,
    moodle_grades,
    moodle_worksheet,
)
from platforms import CLASS, PLATFORMS, Person, as_folder, flat, zipped
from rosters import IDLE, brightspace, canvas_roster, cells, gradebook, only_one_column_differs, table, worksheet
from sixty import SIXTY, ByAnswers
from student import as_bytes, short


@pytest.fixture(scope="module")
def pool():
    return ByAnswers()


@pytest.fixture(scope="module")
def canvas_class(pool, tmp_path_factory):
    """(OUT, {number: score or None where nobody could grade}) of the sixty, graded from Canvas's zip."""
    place = tmp_path_factory.mktemp("canvas")
    (place / "class.zip").write_bytes(zipped(PLATFORMS["canvas"](SIXTY)[0]))
    grade_here(pool, place / "class.zip", place / "out")
    rows = results(place / "out")
    return place / "out", {int(student): None if row["seed"] is None else row["score"] for student, row in rows.items()}


def graded(pool, files, place, **asked):
    """(OUT, the rows, what is said) of a class that was downloaded as {path: bytes}, without nbgrader's part in it."""
    marks = Marks(Asked(**asked), understood(as_folder(files, place / "given")).students)
    rows = [{**(found := pool.graded(student, handed_in.data())).row, "handed_in": handed_in.about, "page": found.page}
            for student, handed_in in marks.students.items()]
    for number, row in enumerate(rows):
        (place / f"{number}.html").write_text(row["page"], encoding="utf-8")
    pages = {row["student_id"]: place / f"{number}.html" for number, row in enumerate(rows)}
    said = marks.write(rows, place, pages.get)
    return place, {row["student_id"]: row for row in rows}, " ".join(said), marks


def in_report(out, name):
    return (out / "report" / f"{name}.csv").read_bytes()


def scores_of(rows, people):
    return {people[student].number: None if row["seed"] is None else row["score"] for student, row in rows.items()}


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_sixty_people_in_each_layout(platform, canvas_class, pool, tmp_path):
    """The same sixty notebooks: the same grade for the same person from each, nobody lost, what is no notebook told by name?"""
    _, expected = canvas_class
    made, people = PLATFORMS[platform](SIXTY)
    _, rows, *_ = graded(pool, made, tmp_path)
    assert len(rows) == 60 and scores_of(rows, people) == expected
    assert sum(score is None for score in expected.values()) == 7 and len({*expected.values()}) >= 4
    for key, row in rows.items():
        if isinstance(people[key].expected, str):
            assert people[key].expected in row["page"], key


@pytest.mark.slow
def test_canvas_takes_them_back(canvas_class):
    """Graded from Canvas's zip to the end: each mark under its user id, empty where nobody could grade, and each page a comment?"""
    out, expected = canvas_class
    users = {person.number: (person.name, f"sis{person.number}", f"login{person.number}") for person in SIXTY}
    found = canvas_grades(in_report(out, "canvas"), users, {5: "distillation"})
    assert {user: line["distillation"] and float(line["distillation"]) for user, line in found.items()} == expected
    assert not (out / "report" / "moodle.csv").exists() and len(grades(out)) == 60
    attachments = {person.number: {person.file_id + place: name for place, name in enumerate(person.files)} for person in SIXTY}
    comments, ignored = canvas_comments((out / "feedback.zip").read_bytes(), attachments)
    assert ignored == [] and len(comments) == 60 - 3  # a PDF, a script and a text file: shown as such, a page cannot be read
    for user, [(name, data)] in comments.items():
        page = (out / "feedback" / f"{user}.html").read_text()
        if name.endswith(".ipynb"):
            nb = nbformat.reads(data.decode(), 4)
            nbformat.validate(nb)
            data = nb.cells[1].outputs[0].data["text/html"].encode()
            assert b"<script" not in data and b"<style" not in data
        elif name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = archive.read("feedback.html")
            assert data.decode() == page
        score = expected[user]
        assert score is None or f"{score:g}" in data.decode()


@pytest.mark.slow
def test_moodle_takes_them_back(canvas_class, pool, tmp_path):
    """From Moodle's folders: a grading worksheet that finds everybody by the participant's number, and feedback files for all?"""
    _, expected = canvas_class
    out, rows, said, _ = graded(pool, PLATFORMS["moodle"](SIXTY)[0], tmp_path)
    marks = moodle_worksheet(in_report(out, "moodle"), {*expected}, 20)
    assert marks == {number: score for number, score in expected.items() if score is not None}
    assert not (out / "report" / "canvas.csv").exists() and "moodle.csv, 53 marks of 20 points" in said
    found, ignored = moodle_feedback((out / "feedback.zip").read_bytes(), {*expected})
    assert ignored == [] and found.keys() == expected.keys()
    assert all([*files] == ["/feedback.html"] for files in found.values())
    assert found[50]["/feedback.html"].decode() == rows["50"]["page"]


@pytest.mark.slow
def test_others_downloads(canvas_class, pool, tmp_path):
    """By e-mail from Gradescope, by the names of files elsewhere, and no file, which is said, where nobody would be found?"""
    _, expected = canvas_class
    out, *_ = graded(pool, PLATFORMS["gradescope"](SIXTY)[0], tmp_path / "a")
    by_email = {person.email: person.number for person in SIXTY}
    assert moodle_grades(in_report(out, "moodle"), by_email, "email", "distillation") == expected
    out, *_ = graded(pool, flat(SIXTY)[0], tmp_path / "b", column="Lab 5")
    by_key = {person.key: person.number for person in SIXTY}
    assert moodle_grades(in_report(out, "moodle"), by_key, "username", "Lab 5") == expected
    users = {person.number: ("", "", person.key) for person in SIXTY}
    found = canvas_grades(in_report(out, "canvas"), users, {7: "Lab 5"})
    assert {user: line["Lab 5"] and float(line["Lab 5"]) for user, line in found.items()} == expected
    assert not (out / "feedback.zip").exists()
    out, _, said, _ = graded(pool, PLATFORMS["brightspace"](SIXTY)[0], tmp_path / "c")
    assert [*(out / "report").glob("*.csv")] == [] if (out / "report").exists() else "--roster" in said


@pytest.mark.slow
def test_canvas_roster(canvas_class, pool, tmp_path):
    """Canvas's own gradebook: back with one column filled, in the assignment's points, and a row for who handed in nothing?"""
    _, expected = canvas_class
    roster = tmp_path / "gradebook.csv"
    roster.write_bytes(canvas_roster([*SIXTY, IDLE]))
    made = PLATFORMS["canvas"](SIXTY)[0]
    out, rows, said, marks = graded(pool, made, tmp_path / "a", roster=roster)
    users = {person.number: ("", "", "") for person in [*SIXTY, IDLE]} | {999: ("", "", "")}
    found = canvas_grades(in_report(out, "canvas"), users, {4: "Warm-up", 5: "The Distillation Lab", 8: "Distilled (x)", 9: "Notes"})
    marks_of = {user: line["The Distillation Lab (5)"] for user, line in found.items()}
    twice = {number: None if score is None else f"{2 * score:g}" for number, score in expected.items()}
    assert marks_of == {**twice, 7: None, 999: None}
    assert only_one_column_differs(roster.read_bytes(), in_report(out, "canvas"), "The Distillation Lab (5)")
    assert rows["7"]["status"] == "missing" and rows["7"]["handed_in"] == {"name": "Idle, Ivo"} and len(rows) == 62
    assert rows["31"]["handed_in"]["name"] == "Ada Byron" and "40 points at most" in said
    assert "62 students, 2 of them handed nothing in" in marks.summary
    out, *_ = graded(pool, made, tmp_path / "b", roster=roster, missing_is_zero=True, points=12.5, decimal="comma")
    at = cells(roster.read_bytes())[0].index("The Distillation Lab (5)")
    marks_of = {line[1]: line[at] for line in cells(in_report(out, "canvas"))[3:]}
    assert marks_of["7"] == "0" and marks_of["45"] == "0" and "," in marks_of["31"]
    assert abs(float(marks_of["31"].replace(",", ".")) - expected[31] * 12.5 / 20) < 0.006


@pytest.mark.slow
@pytest.mark.parametrize("german", [False, True])
def test_moodle_worksheet(german, canvas_class, pool, tmp_path):
    """Moodle's grading worksheet in two languages: everybody by number, the grade of 100, comments as they were?"""
    _, expected = canvas_class
    roster = tmp_path / "w.csv"
    roster.write_bytes(worksheet([*SIXTY, IDLE], german))
    out, rows, *_ = graded(pool, PLATFORMS["moodle flat"](SIXTY)[0], tmp_path, roster=roster, decimal="comma" if german else "point")
    words = ("ID", "Bewertung", "Zuletzt geändert (Bewertung)", "Teilnehmer/in") if german else \
        ("Identifier", "Grade", "Last modified (grade)", "Participant ")
    found = moodle_worksheet(in_report(out, "moodle"), {*expected, 7}, 100, words, "," if german else ".")
    assert found == {number: 5 * score for number, score in expected.items() if score is not None}
    assert only_one_column_differs(roster.read_bytes(), in_report(out, "moodle"), words[1])
    assert in_report(out, "moodle").startswith(b"\xef\xbb\xbf") and rows["7"]["handed_in"]["email"] == IDLE.email


@pytest.mark.slow
def test_moodle_gradebook(canvas_class, pool, tmp_path):
    """A course's grades, which know no participant's number: by the name where it is one person's, and two of a name are listed?"""
    _, expected = canvas_class
    people = [person for person in SIXTY if " " in person.name]
    roster = tmp_path / "grades.csv"
    roster.write_bytes(gradebook([*people, IDLE]))
    out, rows, said, marks = graded(pool, PLATFORMS["moodle"](SIXTY)[0], tmp_path, roster=roster)
    by_email = {person.email: person.number for person in [*people, IDLE]}
    found = moodle_grades(in_report(out, "moodle"), by_email, "Email address", "Assignment: Distillation (Real)")
    alike = {person.number for person in SIXTY if person.name in ("Anna Schmidt", "Kim Lee") or "Müller" in person.name}
    assert len(alike) == 6 and {int(student) for student in marks.unmatched} == alike | ({*expected} - {*by_email.values()})
    assert found == {number: None if number in alike or number == 7 else expected[number] for number in by_email.values()}
    assert "2 in grades.csv are called so" in marks.unmatched["34"] and "enter them by hand" in said
    assert only_one_column_differs(roster.read_bytes(), in_report(out, "moodle"), "Assignment: Distillation (Real)")
    assert IDLE.email not in rows  # who knows: one of those whom it cannot tell may be Ivo


@pytest.mark.slow
def test_brightspace_roster(canvas_class, pool, tmp_path):
    """Brightspace's export, found by name: points of its item, and who has no namesake?"""
    _, expected = canvas_class
    people = [person for person in SIXTY if " " in person.name]
    (tmp_path / "b.csv").write_bytes(brightspace(people))
    out, _, _, marks = graded(pool, PLATFORMS["brightspace"](SIXTY)[0], tmp_path, roster=tmp_path / "b.csv")
    by_id = {str(person.number): person.number for person in people}
    found = brightspace_grades(in_report(out, "brightspace"), by_id, "Distillation")
    alike = {int(student.split("-")[0]) for student in marks.unmatched}
    assert found == {n: None if n in alike or expected[n] is None else expected[n] / 2 for n in by_id.values()} and len(alike) == 8


@pytest.mark.slow
def test_other_downloads_with_a_roster(pool, tmp_path):
    """Files named by login, address, name or nothing known, and two for one person: each found, or listed with its reason?"""
    people = [replace(person, number=number) for number, person in enumerate(CLASS[:6], 31)]
    (tmp_path / "c.csv").write_bytes(canvas_roster(people))
    ada, *_ = (person.files["distillation.ipynb"] for person in people)
    made = {"login31.ipynb": ada, "sis32.ipynb": ada, "Anna Schmidt.ipynb": ada, "Sinéad O'Brien.ipynb": ada, "login36.ipynb": ada,
            "31 somebody.ipynb": ada, "A, B.ipynb": ada}
    out, rows, said, marks = graded(pool, made, tmp_path, roster=tmp_path / "c.csv", missing_is_zero=True)
    at = cells((tmp_path / "c.csv").read_bytes())[0].index("The Distillation Lab (5)")
    found = {line[1]: line[at] for line in cells(in_report(out, "canvas"))[3:]}
    twice = f"{2 * rows['login31']['score']:g}"
    assert found == {"31": twice, "32": twice, "33": "", "34": "", "35": "", "36": "", "999": ""}
    assert marks.unmatched.keys() == {"Anna Schmidt", "Sinéad O'Brien", "login36", "31 somebody", "A, B"} and len(rows) == 7
    assert "would be the same student" in marks.unmatched["login36"]


@pytest.mark.slow
def test_as_the_readme_has_it(tmp_path):
    """Typed as README says, with Canvas's zip and Canvas's gradebook as they came: one command, and a file that Canvas takes?"""
    made = {"byronada_31_700_distillation.ipynb": as_bytes(short()), "pdfjo_LATE_32_701_lab.pdf": b"%PDF-1.7"}
    (tmp_path / "class.zip").write_bytes(zipped(made))
    (tmp_path / "gradebook.csv").write_bytes(canvas_roster([replace(CLASS[0], number=number) for number in (31, 32, 33)]))
    told = command(tmp_path / "class.zip", tmp_path / "grades", "--roster", tmp_path / "gradebook.csv", "--jobs", "1").communicate()[1]
    assert "Canvas's gradebook: 4 students, 2 of them handed nothing in. The marks go to 'The Distillation Lab (5)'." in told
    found = canvas_grades(in_report(tmp_path / "grades", "canvas"), {number: ("", "", "") for number in (31, 32, 33, 999)},
                          {4: "Warm-up", 5: "The Distillation Lab", 8: "Distilled (x)", 9: "Notes"})
    rows = grades(tmp_path / "grades")
    assert [row["status"] for row in rows] == ["graded", "unreadable", "missing", "missing"]
    assert [line["The Distillation Lab (5)"] for line in found.values()] == [f"{2 * float(rows[0]['score']):g}", None, None, None]


@pytest.mark.slow
def test_who_is_excused_stays_so(pool, tmp_path):
    """`EX` in Canvas's gradebook, for one who handed in and one who did not: is neither overwritten, and both told?"""
    people = [replace(CLASS[0], number=number) for number in (31, 32, 33)]
    data = canvas_roster(people).decode().splitlines()
    data[3:5] = [line.replace("31,,,80,80", "31,EX,,80,80") for line in data[3:5]]
    (tmp_path / "c.csv").write_text("\n".join(data))
    made = {f"x_{number}_7_distillation.ipynb": CLASS[0].files["distillation.ipynb"] for number in (31, 33)}
    out, rows, _, marks = graded(pool, made, tmp_path, roster=tmp_path / "c.csv", missing_is_zero=True)
    at = data[0].split(",").index("The Distillation Lab (5)")
    assert {line[1]: line[at] for line in cells(in_report(out, "canvas"))[3:]} == {
        "31": "EX", "32": "EX", "33": f"{2 * rows['33']['score']:g}", "999": "0"}
    assert marks.unmatched == {"31": "excused, or not given the assignment, in c.csv"} and {*rows} == {"31", "33", "999"}


@pytest.mark.parametrize(("data", "asked", "words"), [
    (b"", {}, "no table"), (b"\xff\xfe\xff", {}, "no table"), (b"PK\3\4", {}, "no table"), (b'a,b,c\n"', {}, "no table"),
    (b"a,b,c\n1,2,3\n", {}, "not the grade export"),
    (canvas_roster(CLASS), {"column": "Lab 9"}, "'Warm-up (4)'; 'The Distillation Lab"),
    (canvas_roster([IDLE]), {}, "Nobody in the download"), (b"Student,ID,Section\nA,1,B\n", {}, "--column"),
    (table([["Name", "E-mail", "x"]]), {}, "not the grade export"), (None, {}, "no table"),
])
def test_a_roster_that_does_not_fit(data, asked, words, tmp_path):
    """Not a table, nobody's export, without the column, another course's: a sentence that says so, before anything is graded?"""
    if data is not None:
        (tmp_path / "roster").write_bytes(data)
    pool = ByAnswers()
    with pytest.raises(Stopped, match=words.replace("(", r"\(").replace(")", r"\)")):
        as_folder(PLATFORMS["canvas"]()[0], tmp_path / "class")
        grade_here(pool, tmp_path / "class", tmp_path / "out", asked=Asked(tmp_path / "roster", **asked))
    assert pool.asked == []


@pytest.mark.slow
def test_ids_that_look_like_formulas(pool, tmp_path):
    """`-`, `@`, `+`, `=` first: a login stays as it is, and what a spreadsheet would run is listed, or found by its number?"""
    data = CLASS[0].files["distillation.ipynb"]
    logins, formulas = ["-ada", "@bob", "+49-30", "-x.y@z"], ["=cmd|' C calc'!A0", "@SUM(1+1)", "=1+1", "-2+3|x"]
    made = {f"{name}.ipynb": data for name in [*logins, *formulas, "0"]}
    out, _, said, marks = graded(pool, made, tmp_path / "a")
    assert moodle_grades(in_report(out, "moodle"), {name: name for name in logins}, "username", "distillation").keys() == {*logins}
    assert marks.unmatched.keys() == {*formulas, "0"} and "by hand" in said
    people = [Person(name, {}, "", number=number) for number, name in enumerate(formulas, 1)]
    (tmp_path / "c.csv").write_bytes(canvas_roster(people))
    made = {f"x_{person.number}_7_distillation.ipynb": data for person in people}
    out, rows, *_ = graded(pool, made, tmp_path / "b", roster=tmp_path / "c.csv")
    found = canvas_grades(in_report(out, "canvas"), {number: ("", "", "") for number in (1, 2, 3, 4, 999)},
                          {4: "Warm-up", 5: "The Distillation Lab", 8: "Distilled (x)", 9: "Notes"})
    assert [line["The Distillation Lab (5)"] for line in found.values()] == [f"{2 * rows['1']['score']:g}"] * 4 + [None]
    assert all(line[0].startswith("'") for line in cells(in_report(out, "canvas"))[3:7])


def test_the_importers_are_strict():
    """The helpers themselves: does Moodle stop at an unknown name, and give what has no name to the line above, as it would?"""
    with pytest.raises(Stops, match="eve"):
        moodle_grades(b"username,x\nada,1\neve,2\n", {"ada": 1}, "username", "x")
    assert moodle_grades(b"username,x\nada,1\n0,2\n", {"ada": 1}, "username", "x") == {1: 2}
    with pytest.raises(Stops, match="Whose"):
        canvas_grades(b"Student,ID,Section,x\nada,,,1\n", {1: ("Bob", "", "")}, {2: "x"})
    with pytest.raises(Stops, match="no assignment"):
        canvas_grades(b"Student,ID,Section,x\nada,1,,1\n", {1: ("Bob", "", "")}, {2: "y"})
    with pytest.raises(Stops, match="columns"):
        moodle_worksheet(b"Identifier,Grade\n1,2,3\n", {1}, 20)


def test_a_file_of_another_run_is_not_left(pool, tmp_path):
    """Graded again from elsewhere: does a file for import that no longer holds go?"""
    broken = {"distillation.ipynb": b"{"}
    person = replace(CLASS[0], files=broken)
    for platform, expected in (("canvas", {"canvas.csv"}), ("flat", {"canvas.csv", "moodle.csv"}), ("brightspace", set())):
        made = PLATFORMS[platform]([replace(person, expected=b"{")])[0]
        for file in (tmp_path / "given").rglob("*") if (tmp_path / "given").exists() else ():
            file.unlink() if file.is_file() else None
        graded(pool, made, tmp_path)
        assert {file.name for file in (tmp_path / "report").glob("*")} == expected
        assert (tmp_path / "feedback.zip").exists() == (platform == "canvas")
