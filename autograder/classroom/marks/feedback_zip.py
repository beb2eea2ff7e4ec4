"""The pages of feedback, named so that the platform's bulk upload brings each to its student.

Moodle (mod/assign/feedback/file/importziplib.php) reads the participant's number in the folder's name. Canvas (re-upload of
submissions, app/models/abstract_assignment.rb) reads its two numbers in the file's name, and shows the file under the name of what was
handed in: so it has to be of that kind, and a page goes into a notebook.
"""
from __future__ import annotations

import io
import zipfile

import nbformat
import nh3

from ..downloads.layouts import MOODLE

SAID = "Feedback of the Distillation Lab. Your own file is not changed: this one was made by the grader."
CANNOT = "Canvas would show the page of feedback under the name of what was handed in, as if it were of that kind"


def write_feedback_zip(file, rows, page_of):
    """Write to a binary file the zip for rows of one platform's download; `page_of` gives a row's page of feedback, as text.

    Returns {student_id: why their page is not in it}. Raises OSError.
    """
    left_out = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            about = row["handed_in"]
            if "file" not in about:  # nothing was handed in
                continue
            name = about["file"].partition("/")[0]
            if about["platform"] == "moodle":
                found = MOODLE.fullmatch(name)
                entry, content = f"{found['name']}_{found['id']}_assignsubmission_file_/feedback.html", page_of(row)
            else:
                entry, content = name, of_the_kind(name, page_of(row))
            if content is None:
                left_out[row["student_id"]] = CANNOT
            else:
                archive.writestr(zipfile.ZipInfo(entry), content, zipfile.ZIP_DEFLATED)
    return left_out


def of_the_kind(name, page):
    """The page in a file of the kind that a name says, or None."""
    kind = name.lower().rpartition(".")[2]
    if kind == "ipynb":
        return as_notebook(page)
    if kind == "zip":
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as inside:
            inside.writestr(zipfile.ZipInfo("feedback.html"), page)
        return archive.getvalue()
    return page if kind in ("html", "htm") else None


def as_notebook(page):
    """A notebook whose one output is the page, of which Jupyter would show no script, no style sheet and no formula either."""
    html = nh3.clean(page, clean_content_tags={"script", "style", "title", "annotation"})
    output = nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": SAID})
    cells = [nbformat.v4.new_markdown_cell(SAID, id="said"), nbformat.v4.new_code_cell("", id="feedback", outputs=[output])]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))
