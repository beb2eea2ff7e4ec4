"""Hostile downloads: can archives, names, links or sheer numbers do harm, or hide a student from the instructor?"""
import io
import json
import os
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.downloads import archive, choose, files
from autograder.classroom.downloads.files import File
from autograder.classroom.downloads.layouts import LAYOUTS
from autograder.classroom.downloads.understand import NotUnderstood, understood, understood_files
from autograder.submission.handed_in import Unusable
from broken import NAMES
from downloaded import graded, understood_as
from platforms import ONE, as_folder, zipped


def changed(data, change):
    """An archive's bytes whose first entry `change` was done to."""
    archive = io.BytesIO(data)
    with zipfile.ZipFile(archive, "a") as file:
        change(file.infolist()[0])
        file.writestr("end", b"")
    return archive.getvalue()


def set_link(info):
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(("data", "words"), [
    (changed(zipped({"x.ipynb": b"/etc/passwd"}), set_link), "is a link"),
    (changed(zipped({"x.ipynb": ONE}), lambda info: setattr(info, "flag_bits", info.flag_bits | 1)), "password"),
    (zipped({"x.ipynb": ONE}, zipfile.ZIP_LZMA), "packed in a way"),
    (zipped({"x.ipynb": ONE}).replace(b"PK\3\4", b"PK\0\0"), "damaged"),
    (zipped({f"{n}": b"" for n in range(choose.MAX_FILES + 1)}, zipfile.ZIP_STORED), "more than 10,000 files"),
])
def test_archives_that_are_not_opened(data, words, tmp_path):
    """Links, locks, strange packing, damage, ten thousand files: a sentence each?"""
    found = graded(understood_as({"ada/x.zip": data, "bob.ipynb": ONE}, tmp_path))
    assert words in found["ada"] and found["bob"] == ONE


def test_a_bomb_is_counted_as_it_bursts(tmp_path, monkeypatch):
    """A small archive of a huge file, one whose size is a lie, and a hundred archives in one: bounded, and a sentence?"""
    monkeypatch.setattr(archive, "MAX_BYTES", 2_000_000)
    huge = zipped({"x.ipynb": bytes(50_000_000)})
    assert len(huge) < 60_000
    lie = changed(huge, lambda info: setattr(info, "file_size", 1_000))
    nest = zipped({f"{n}.zip": huge for n in range(100)})
    found = graded(understood_as({"a.zip": huge, "b.zip": lie, "c.zip": nest, "d.ipynb": ONE}, tmp_path))
    assert "too big to be read" in found["a"] and ("damaged" in found["b"] or "too big" in found["b"])
    assert "too big" in found["c"] and found["d"] == ONE


def test_hostile_names(tmp_path):
    """Students called as paths, markup or formulas, in a folder and in an archive: a row each, and everything still there?"""
    names = [name for name in NAMES if name != ".."]
    for name in names:
        (tmp_path / "f").mkdir(exist_ok=True)
        (tmp_path / "f" / f"{name}.ipynb").write_bytes(ONE)
    assert graded(understood(tmp_path / "f")) == dict.fromkeys(names, ONE)
    names = [name for name in NAMES if name.isprintable() or name == "two\nlines"]
    (tmp_path / "z.zip").write_bytes(zipped({f"{name}/distillation/distillation.ipynb": ONE for name in names}))
    found = graded(understood(tmp_path / "z.zip"))
    outside = "../distillation/distillation"
    assert set(found) == {*names, outside} - {".."} and "outside" in found.pop(outside) and set(found.values()) == {ONE}


def test_nothing_but_plain_files_is_read(tmp_path):
    """Links in and above a student's folder, pipes, a folder called x.ipynb, OUT among them: a sentence each, and OUT is nobody?"""
    as_folder({"elsewhere/secret.ipynb": ONE, "class/ada/lab.ipynb": ONE, "class/out/x.ipynb": ONE}, tmp_path)
    place = tmp_path / "class"
    for name in "link", "pipe", "folder":
        (place / name).mkdir()
    (place / "link" / "lab").symlink_to(tmp_path / "elsewhere")
    (place / "folder" / "distillation.ipynb").mkdir()
    os.mkfifo(place / "pipe" / "x.ipynb")
    (place / "top").symlink_to(tmp_path / "elsewhere")
    (place / "x.zip").symlink_to(tmp_path / "elsewhere")
    found = graded(understood(place, leave_out=place / "out"))
    assert found.pop("ada") == ONE and set(found) == {"link", "pipe", "folder", "top", "x"}
    for name, words in {"link": "a link", "pipe": "a pipe", "folder": "a folder", "top": "a link", "x": "a link"}.items():
        assert words in found[name], name
    for path in (tmp_path / "nothing", tmp_path / "elsewhere" / "secret.ipynb", place / "pipe" / "x.ipynb"):
        with pytest.raises(NotUnderstood, match="neither a folder nor a ZIP archive"):
            understood(path)


def test_too_many_files_hide_nobody(tmp_path, monkeypatch):
    """A student with a forest of files: do the others keep their rows, and those not looked at have a sentence?"""
    monkeypatch.setattr(files, "MAX_FILES", 40)
    made = {f"ada/{n}/{m}.txt": b"" for n in range(30) for m in range(3)} | {f"{name}/lab.ipynb": ONE for name in "bcd"}
    found = graded(understood_as(made, tmp_path))
    assert {name: found[name] for name in "bcd"} == dict.fromkeys("bcd", ONE) and "ada" in found


def names():
    return st.one_of(st.text(min_size=1, max_size=20), st.sampled_from(NAMES), st.sampled_from([
        "submitted", "distillation", "distillation.ipynb", "x.ipynb", ".git", "index.html", "submission_5", "x.zip", "._x.ipynb",
        "submission_metadata.yml", "a_1_2_b.ipynb", "a_1_assignsubmission_file_", "1-2 - A - Mar 1, 2026 101 PM", "gradebook.db"]))


@given(st.lists(st.lists(names().filter(lambda name: "/" not in name and "\0" not in name), min_size=1, max_size=4).map(tuple),
                unique=True, max_size=12), st.sampled_from([None, *LAYOUTS]))
def test_any_names_are_understood(paths, layout):
    """Names of every kind, in any layout: no error, nobody twice, and every notebook at the top is somebody's?"""
    made = [File(path, lambda: ONE) for path in paths]
    try:
        download = understood_files(made, layout)
    except NotUnderstood:
        assert layout
        return
    assert all(isinstance(handed_in.data(), (bytes, Unusable)) for handed_in in download.students.values())
    assert download.summary.isprintable() and json.dumps([handed_in.about for handed_in in download.students.values()])
    if layout == "plain":
        flat = [name for name, *below in paths if not below and name.endswith(".ipynb") and not name.startswith("._")]
        assert {name[:-6] or name for name in flat} <= {*download.students}


ARCHIVE = zipped({"ada/distillation.ipynb": ONE[:3000], "bob.ipynb": b"{}", "z/x.zip": zipped({"a.ipynb": b"{}"})})


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(ARCHIVE)))
def test_any_archive_is_opened_or_refused(changes, end):
    """An archive with bytes changed and its end cut off: either understood, or refused in one sentence?"""
    data = bytearray(ARCHIVE)
    for place, byte in changes:
        data[place] = byte
    for torn in (bytes(data), bytes(data[:end])):
        download = understood_files([File(("ada.zip",), lambda torn=torn: torn), File(("bob.ipynb",), lambda: ONE)])
        assert graded(download)["bob"] == ONE and isinstance(graded(download)["ada"], (bytes, str))
        understood_files([File(("class.zip",), lambda torn=torn: torn)])
