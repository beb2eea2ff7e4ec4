"""What a class handed in: who did, under which names, and which files are not opened."""
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.downloads.understand import understood
from autograder.submission.handed_in import LONGEST, LONGEST_SHOWN, folder_name, read, shown
from broken import NAMES, odd_files, refusal
from student import HANDOUT


def test_odd_files_are_no_surprise(tmp_path):
    """Pipe, socket, link, folder, sparse terabyte, nothing: a status and a sentence each, at once, and no link followed?"""
    honest = tmp_path / "elsewhere" / "ada" / "distillation" / "distillation.ipynb"
    honest.parent.mkdir(parents=True)
    honest.write_bytes(HANDOUT)
    (tmp_path / "class").mkdir()
    expected = odd_files(tmp_path / "class", honest) | {"a file above": ("unreadable", "There is no")}
    (tmp_path / "class" / "hard link.ipynb").hardlink_to(honest)
    found = handed_in(tmp_path / "class")
    assert found.pop("hard link") == HANDOUT  # as backups and deduplicating disks make them
    assert set(found) == set(expected)
    for name, (status, words) in expected.items():
        assert (found[name].status, words in found[name].sentence) == (status, True), (name, found[name].sentence)


def test_a_link_above_the_class_is_followed(tmp_path):
    """The instructor's own folder may be a link: are its submissions found and read?"""
    (tmp_path / "real" / "ada" / "distillation").mkdir(parents=True)
    (tmp_path / "real" / "ada" / "distillation" / "distillation.ipynb").write_bytes(b"1")
    (tmp_path / "class").symlink_to("real")
    assert handed_in(tmp_path / "class") == {"ada": b"1"}


def handed_in(folder):
    """{student_id: bytes, or the Unusable that says why there are none}"""
    return {name: submission.data() for name, submission in understood(folder).students.items()}


def test_what_may_not_be_read_says_so():
    """A file without permission to read it, for a grader that is not root: a sentence that says so?"""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        file = Path(folder).resolve() / "ada.ipynb"
        file.touch(mode=0o000)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            unusable = refusal(read, file)
        finally:
            os.seteuid(user)
    assert unusable.status == "unreadable" and "not allowed to read ada.ipynb" in unusable.sentence


def test_who_handed_in(tmp_path):
    """Folders and files at once, hidden names, and what operating systems leave behind: is nobody lost and nobody invented?"""
    for name in ("ada.ipynb", "._ada.ipynb", "._bob.ipynb", "...ipynb", ".ipynb", "carl.IPYNB", "fay.txt", "points.csv", ".DS_Store"):
        (tmp_path / name).touch()
    for name in ("ada", "eve", ".ipynb_checkpoints", "__MACOSX", ".hidden/distillation", "dora/distillation"):
        (tmp_path / name).mkdir(parents=True)
    for name in (".hidden", "dora"):
        (tmp_path / name / "distillation" / "distillation.ipynb").touch()
    (tmp_path / "dora.ipynb").touch()
    os.utime(tmp_path / "dora.ipynb", (0, 0))
    found = {name: submission.about["file"] for name, submission in understood(tmp_path).students.items()}
    inner = "distillation/distillation.ipynb"
    assert found == {"ada": "ada.ipynb", "._bob": "._bob.ipynb", "..": "...ipynb", ".ipynb": ".ipynb", "carl": "carl.IPYNB",
                     ".hidden": f".hidden/{inner}", "dora": f"dora/{inner}", "eve": "eve", "fay": "fay.txt"}
    assert list(found) == sorted(found)


@given(st.text())
def test_a_name_can_be_read_in_a_sentence(name):
    """Any name: on one line, of bounded length, nothing unseen in it, and an ordinary one as it is?"""
    assert shown(name).isprintable() and len(shown(name)) <= LONGEST_SHOWN + 1
    assert shown(name) == name or not name.isprintable() or len(name) > LONGEST_SHOWN


@pytest.mark.parametrize("name", ["ada", "Zoë Müller", "王小明", "s1234567", "a.b-c_d@uni.example", "x" * LONGEST])
def test_an_ordinary_name_is_kept(name):
    """Is a folder called as the student is?"""
    assert folder_name(name) == name


@given(st.lists(st.one_of(st.text(), st.text("./\\~ -con", max_size=4), st.sampled_from(NAMES), st.text(min_size=100)), unique=True))
def test_any_name_is_a_safe_folder_of_its_own(names):
    """Path, shell word, page, device: is whatever a student is called one plain name, and no two students' the same?"""
    folders = [folder_name(name) for name in names]
    assert len(set(folders)) == len(names)
    for folder in folders:
        assert 0 < len(folder.encode()) <= LONGEST and folder == folder.strip(" .") and folder[0] not in "-@"
        assert not set(folder) & set("/\\\0\n\r\t;&|<>\"'`$*?[]{}()#!=%+,:")
        assert folder.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
