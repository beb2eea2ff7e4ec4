"""One made-up class as each platform's download has it: the same people, the same bytes."""
import io
import json
import os
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from student import BLANK, HANDOUT, as_bytes, student

BEGUN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def notebook_of(words):
    nb = student()
    nb["cells"].append({"cell_type": "markdown", "id": "words", "metadata": {}, "source": words})
    return as_bytes(nb)


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    """The bytes of an archive of {path: bytes}, a minute between one file and the next."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression) as file:
        for minute, (path, data) in enumerate(files.items()):
            info = zipfile.ZipInfo(path, (2026, 3, 2, 8 + minute // 60 % 12, minute % 60, 0))
            info.compress_type = compression
            file.writestr(info, data)
    return archive.getvalue()


@dataclass
class Person:
    name: str
    files: dict  # what was handed in, the last thing last
    expected: bytes | str  # what is graded, or the name of the file that the sentence speaks of, and what it says of it
    late: bool = False
    plain: str = ""  # the name of the folder in a plain class, where it is not the person's
    number: int = 0

    @property
    def key(self):
        return self.plain or self.name

    @property
    def email(self):
        return f"s{self.number}@uni.example"

    @property
    def secret(self):
        return f"{self.number:08x}" * 16

    @property
    def file_id(self):
        return 700 + 10 * self.number


ONE, TWO, DRAFT = notebook_of("one"), notebook_of("two"), as_bytes(student(distillation_loss="..."))
BEGUN_BEFORE = as_bytes(student(**BLANK | {"distillation_loss": BLANK["distillation_loss"].replace("...", "1", 1)}))
OTHER = json.dumps({"cells": [{"cell_type": "code", "source": "print(1)", "metadata": {}, "outputs": []}], "nbformat": 4}).encode()
LAB = {"distillation/distillation.ipynb": notebook_of("in a folder"), "distillation/kdlab/__init__.py": b"",
       "__MACOSX/distillation/._distillation.ipynb": b"\0\5\x16\7"}


def only(name, data=None):
    data = data or notebook_of(name)
    return {"distillation.ipynb": data}, data


CLASS = [
    Person("Ada Byron", *only("ada")),
    Person("Zo\u00eb Müller", *only("composed")), Person("Zoe\u0308 Müller", *only("decomposed")),
    Person("Anna Schmidt", *only("anna 1"), plain="anna1"), Person("Anna Schmidt", *only("anna 2"), plain="anna2"),
    Person("O'Brien, Sinéad", *only("comma")), Person("王小明", *only("three letters")),
    Person("Léa Dupont", *only("late"), late=True),
    Person("Ümit Öztürk", {"distillation.ipynb": ONE, "distillation-1.ipynb": TWO}, TWO),
    Person("Eve Twice", {"distillation.ipynb": ONE, "distillation-1.ipynb": HANDOUT}, ONE),
    Person("Finn Renamed", {"my lab (final) 2.ipynb": ONE, "data.csv": b"1,2", "helper.py": b"x = 1"}, ONE),
    Person("Gil Several", {"homework.ipynb": OTHER, "Untitled.ipynb": ONE, "broken.ipynb": ONE[:999]}, ONE),
    Person("Hal Zip", {"lab.zip": zipped(LAB)}, LAB["distillation/distillation.ipynb"]),
    Person("Ida Half", *only("half", ONE[:2000])), Person("Jo Pdf", {"lab.pdf": b"%PDF-1.7"}, "lab.pdf"),
    Person("Kim Html", {"distillation.html": b"<html>"}, "distillation.html"),
    Person("Lou Py", {"distillation.py": b"x = 1"}, "distillation.py"),
    Person("Max Txt", {"distillation.ipynb.txt": ONE}, "Take .txt off"),
    Person("Noa Docs", {"lab.zip": zipped({"a.docx": b"a", "b.png": b"b"})}, "a.docx"),
    Person("Olu Other", {"homework.ipynb": OTHER}, "another notebook"),
]
for number, person in enumerate(CLASS):
    person.number = 31 + number


def canvas(people=CLASS):
    """{path: bytes}, and {student_id: person}"""
    files = {}
    for person in people:
        name = "".join(person.name.lower().split()).replace(",", "").replace("'", "")
        for place, (file, data) in enumerate(person.files.items()):
            files[f"{name}{'_LATE' * person.late}_{person.number}_{person.file_id + place}_{file}"] = data
    return files, {str(person.number): person for person in people}


def moodle(people=CLASS):
    files = {f"{person.name}_{person.number}_assignsubmission_file_/{file}": data
             for person in people for file, data in person.files.items()}
    files["Ada Byron_31_assignsubmission_onlinetext_/onlinetext.html"] = b"<p>see the file</p>"
    files["Gil Several_42_assignsubmission_file_/work/.ipynb_checkpoints/Untitled-checkpoint.ipynb"] = TWO
    return files, {str(person.number): person for person in people}


def moodle_flat(people=CLASS):
    files, known = moodle(people)
    return {path.replace("_/", "_").replace("/", "_"): data for path, data in files.items() if "checkpoint" not in path}, known


def gradescope(people=CLASS):
    files, about = {}, ["---"]
    for person in people:
        for file, data in person.files.items():
            files[f"assignment_9_export/submission_{person.file_id}/{file}"] = data
        about += [f"submission_{person.file_id}:", "  :submitters:", f"  - :name: {json.dumps(person.name)}",
                  f"    :sid: '0{person.number}'", f"    :email: {person.email}", "  :created_at: 2026-03-02 05:11:42.398262000 Z",
                  "  :score: 0.0", "  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess", "    output: 'a: [b'"]
    files["assignment_9_export/submission_metadata.yml"] = "\n".join(about).encode()
    return files, {person.email: person for person in people}


def brightspace(people=CLASS):
    files = {"index.html": b"<html>"}
    for person in people:
        for hour, (file, data) in enumerate(person.files.items(), 1):
            files[f"{person.number}-88 - {person.name} - Mar 2, 2026 {hour}11 PM/{file}"] = data
    return files, {f"{person.number}-88": person for person in people}


def github(people=CLASS):
    files, known = {}, {}
    for person in people:
        user = f"octo-{person.number}" if person.number % 2 else f"cat{person.number}"
        clone = f"lab-submissions/distillation-lab-{user}"
        files[f"{clone}/.git/config"] = b"[core]"
        files |= {f"{clone}/{file}": data for file, data in person.files.items()}
        known[user] = replace(person, expected=ONE) if person.expected == TWO else person  # a clone does not know which is newer
    return files, known


def submitted(people=CLASS):
    """nbgrader's folder of that name."""
    files = {}
    for person in people:
        files |= {f"{person.key}/distillation/{file}": data for file, data in person.files.items()}
        hour, minute = divmod(person.number, 60)
        files[f"{person.key}/distillation/timestamp.txt"] = f"2026-03-02 {8 + hour:02}:{minute:02}:00.000000 UTC".encode()
        files[f"{person.key}/distillation/submission_secret.txt"] = person.secret.encode()
    return files, {person.key: person for person in people}


def course(people=CLASS):
    files, known = submitted(people)
    return {"nbgrader_config.py": b"c = get_config()", "gradebook.db": b"SQLite format 3\0",
            "source/distillation/distillation.ipynb": ONE, "release/distillation/distillation.ipynb": HANDOUT,
            "feedback/ada/distillation/distillation.html": b"<html>",
            **{f"submitted/{path}": data for path, data in files.items()}}, known


def folders(people=CLASS):
    files = {f"{person.key}/{file}": data for person in people for file, data in person.files.items()}
    return files, {person.key: person for person in people}


def flat(people=CLASS):
    """One file each: what counts, under the student's name."""
    files, known = {}, {}
    for person in people:
        file = next((file for file, data in person.files.items() if data == person.expected), [*person.files][-1])
        name = person.key + (".ipynb.txt" if file.endswith(".ipynb.txt") else file[file.rindex("."):])
        files[name] = person.files[file]
        known[person.key] = replace(person, expected=name) if person.expected == file else person
    return files, known


PLATFORMS = {"canvas": canvas, "moodle": moodle, "moodle flat": moodle_flat, "gradescope": gradescope, "brightspace": brightspace,
             "github": github, "submitted": submitted, "course": course, "folders": folders, "flat": flat}


def as_folder(files, folder):
    """Write {path: bytes}, a minute between one file and the next."""
    for minute, (path, data) in enumerate(files.items()):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        os.utime(place, (BEGUN.timestamp() + 60 * minute,) * 2)
    return folder
