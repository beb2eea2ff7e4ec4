"""What a student is told who handed in no notebook: what was found, and what to hand in."""
from __future__ import annotations

from ...assignment import NOTEBOOK
from ...submission.handed_in import NO_FILE, Unusable, opened, shown
from .files import KEPT_BY_NBGRADER

HAND_IN = f"Hand in the notebook itself: save it in Jupyter, choose File, Download, and upload {NOTEBOOK}.ipynb."
MOST = 3  # names in a sentence
KINDS = {(".html", ".htm"): "a web page", (".pdf",): "a PDF", (".py",): "a Python script", (".md", ".txt"): "a text file",
         (".doc", ".docx", ".odt", ".rtf", ".pages"): "a document", (".png", ".jpg", ".jpeg", ".heic", ".gif"): "a picture",
         (".rar", ".7z", ".gz", ".tgz", ".tar", ".xz", ".bz2"): "an archive of a kind that is not opened"}


def why_none(files, refusals, called):
    """An Unusable for a student's files, none of them a notebook; `refusals` are of archives, `called` gives a file's name."""
    for refusal in refusals.values():
        return refusal
    folder = next((file for file in files if file.is_folder and file.name.lower().endswith(".ipynb")), None)
    files = [file for file in files if not file.is_folder and file.name not in KEPT_BY_NBGRADER]
    found = [file for file in files if ".ipynb." in file.name.lower()][:1] or \
        [file for file in files if not file.ends_in(".zip")] or files
    if not found and folder:
        return Unusable("unreadable", NO_FILE.format(shown(folder.name), "a folder"))
    if not found:
        return Unusable("missing", f"There is no notebook in what you handed in. {HAND_IN}")
    try:
        opened(found[0].on_disk).close() if found[0].on_disk else found[0].read()
    except Unusable as unusable:
        return unusable
    if len(found) > 1:
        sentence = f"There is no notebook in what you handed in, only {listed(map(called, found))}. {HAND_IN}"
    elif found[0].ends_in(".zip"):
        sentence = f"{shown(called(found[0]))} is an archive without a file in it. {HAND_IN}"
    elif ".ipynb." in called(found[0]).lower():
        ending = shown(called(found[0])[called(found[0]).lower().rindex(".ipynb.") + 6:])
        sentence = (f"The name of {shown(called(found[0]))} ends in {ending}, which browsers and editors sometimes put behind it. "
                    f"Take {ending} off, so that the name ends in .ipynb, and hand it in again.")
    else:
        kind = next((kind for endings, kind in KINDS.items() if found[0].ends_in(*endings)), "no notebook: its name ends otherwise")
        sentence = f"There is no notebook in what you handed in: {shown(called(found[0]))} is {kind}. {HAND_IN}"
    return Unusable("unreadable", sentence)


def another_notebook(notebooks, called):
    hold = "holds none of this lab's cells: it is another notebook" if len(notebooks) == 1 else \
        "hold none of this lab's cells: they are other notebooks"
    return Unusable("missing", f"{listed(map(called, notebooks))} {hold}. {HAND_IN}")


def listed(names):
    """Names in a sentence, the first of many."""
    names = [shown(name) for name in names]
    first, rest = names[:MOST], len(names) - MOST
    if rest > 0:
        return f"{', '.join(first)} and {rest} more"
    return f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else first[0]
