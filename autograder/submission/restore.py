"""A clean notebook from a stranger's bytes: the student's texts, and everything else from the source notebook."""
from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass

from nbformat import from_dict, v4

from kdlab.blanks import open_blanks

from ..judging.questions import QUESTIONS
from .halves import join_halves, joined
from .handed_in import Unusable
from .reflection import find_written_answer

MAX_CELLS = 2_000
MAX_CODE = 500_000  # characters of all code cells: Python's parser takes a thousand times their memory
MAX_TEXT = 10_000_000  # characters of all cells
BIG = 20_000_000  # bytes of a file, from which on its memory is looked after
LITERAL = re.compile(rb'"(?:[^"\\]++|\\.)*+"')  # a text in JSON
ASTRAL = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")  # an emoji and the like, in UTF-8
MAX_VALUES = 3_000_000  # in the file's JSON, outputs included: a short text can fill the memory
AGAIN = "Open your notebook in Jupyter, save it, and hand in the saved file."
CLEAR = "In Jupyter choose Edit, Clear Outputs of All Cells, save, and hand it in again."
OTHERS = ((b"%PDF", "a PDF"), (b"PK\3\4", "a ZIP archive or an office document"), (b"\x1f\x8b", "a compressed archive"),
          (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
          (b"SQLite format 3", "a database"), (b"\0\5\x16\7", "what macOS writes beside a file"), (b"<", "a web page"))


@dataclass(eq=False)
class Cell:
    kind: str  # "code" or "markdown"
    text: str
    grade_id: str | None  # one that the source knows


def restored(data, source):
    """A new notebook from `data`, the bytes of a notebook file of any nbformat, and the notebook `source`.

    From the file come the texts of its cells, in their order, and which of them bears which of the source's ids; all metadata, the
    types of graded cells and the tests' texts are the source's. Each graded cell of the source is there once, each test after its
    answer. Raises Unusable, and nothing else, whatever the bytes are.
    """
    known = {cell.metadata.nbgrader.grade_id: cell for cell in source.cells if "nbgrader" in cell.metadata}
    lesson = {cell.source for cell in source.cells if "nbgrader" not in cell.metadata}
    cells = [Cell(known[cell.grade_id].cell_type, cell.text, cell.grade_id) if cell.grade_id in known else
             Cell(cell.kind, cell.text, None) for cell in cells_of(notebook_in(data))]
    answer = None
    for name, cell in known.items():
        if cell.metadata.nbgrader.solution:
            if name in QUESTIONS:
                join_all(cells, name, lesson)
            answer = one_answer(cells, name, cell.cell_type) or missing_answer(cells, name, cell.cell_type, [*known])
        else:
            one_test(cells, Cell(cell.cell_type, cell.source, name), answer, lesson)
    find_written_answer(cells, source)
    notebook = v4.new_notebook(metadata=copy.deepcopy(source.metadata))
    for place, cell in enumerate(cells):
        metadata = copy.deepcopy(known[cell.grade_id].metadata) if cell.grade_id else {}
        ours = {"cell_type": cell.kind, "id": f"cell-{place}", "metadata": metadata, "source": cell.text}
        if cell.kind == "code":
            ours |= {"outputs": [], "execution_count": None}
        notebook.cells.append(from_dict(ours))
    return notebook


def join_all(cells, name, lesson):
    """Make one cell of the halves of an answer, where one cell alone has its id, or none has."""
    def is_half(cell):
        return cell.grade_id is None and cell.kind == "code" and cell.text not in lesson and not cell.text.startswith("%%")

    copies = [cell for cell in cells if cell.grade_id == name]
    copies = copies or [cell for cell in cells if is_half(cell) and is_answer(cell.text, name)]
    if len(copies) == 1:
        join_halves(cells, copies[0], lambda text: is_answer(text, name), is_half)


def one_answer(cells, name, kind):
    """Leave one cell under this id and return it, or None.

    The last whole answer without an open blank bears the id, since that is what the kernel is left with. A whole answer with an open
    blank is dropped where another has none: run later, it would undo it. Other whole answers keep running where they stand. Copies
    that are no whole answer are the pieces of a split cell (Jupyter gives each the id) and are joined. Where no cell with the id
    holds an answer, one without an id counts: a deleted cell was typed anew, or the blank was filled further down.
    """
    copies = [cell for cell in cells if cell.grade_id == name]
    whole = [cell for cell in copies if kind == "code" and is_answer(cell.text, name)]
    closed = [cell for cell in whole if not open_blanks(cell.text)]
    if kind == "code" and not closed:
        closed = [cell for cell in cells if cell.grade_id is None and cell.kind == "code" and is_answer(cell.text, name)
                  and not open_blanks(cell.text)][-1:]
    best = (closed or whole or [None])[-1]
    parts = [cell for cell in cells if cell is best or cell in copies and cell not in whole and cell.text.strip()] or copies[-1:]
    if any(cell.text.startswith("%%") for cell in parts):  # a cell magic holds for the whole cell
        parts = [best or parts[-1]]
    for cell in copies:
        cell.grade_id = None
    gone = parts[:-1] + [cell for cell in copies if cell not in parts and (not cell.text.strip() or closed and cell in whole
                                                                           and cell not in closed)]
    cells[:] = [cell for cell in cells if cell not in gone]
    if not parts:
        return None
    answer = parts[-1]
    texts = [*dict.fromkeys(cell.text for cell in parts)]
    answer.grade_id, answer.text = name, joined(texts) if kind == "code" else "\n\n".join(texts)
    return answer


def missing_answer(cells, name, kind, order):
    """Put an empty cell with this id before what comes next in the source and is there, and return it."""
    following = order[order.index(name) + 1:]
    there = {cell.grade_id: place for place, cell in reversed([*enumerate(cells)])}
    answer = Cell(kind, "", name)
    cells.insert(next((there[later] for later in following if later in there), len(cells)), answer)
    return answer


def one_test(cells, test, answer, lesson):
    """Leave this test once: where the student has it behind the answer, else behind the answer and the cells added to that."""
    start = cells.index(answer) + 1 if answer else 0
    kept = next((cell for cell in cells[start:] if cell.grade_id == test.grade_id), None)
    cells[:] = [test if cell is kept else cell for cell in cells if cell is kept or cell.grade_id != test.grade_id]
    if not kept:
        at = cells.index(answer) + 1 if answer else 0
        while at < len(cells) and cells[at].grade_id is None and cells[at].text not in lesson:
            at += 1
        cells.insert(at, test)


def is_answer(text, name):
    """Whether a line at the left margin defines or assigns the name that the question asks for."""
    wanted = QUESTIONS[name].DEFINES if name in QUESTIONS else None
    for line in text.splitlines():
        defined = re.match(r"(?:async +)?(?:class|def) +(\w+)", line)
        left, equals, right = line.partition("=")
        targets = left.partition(":")[0] if equals and right[:1] != "=" and not line[0].isspace() else ""
        if defined and defined[1] == wanted or "(" not in targets and wanted in map(str.strip, targets.split(",")):
            return True
    return False


def cells_of(notebook):
    """Cells of a notebook's JSON, as nbformat 1 to 4 wrote them. Whatever is no code that runs is kept as text."""
    found = notebook.get("cells")
    if not isinstance(found, list):
        sheets = notebook.get("worksheets")
        sheets = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)] if isinstance(sheets, list) else []
        found = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    found = [cell for cell in found if isinstance(cell, dict)]
    if not found:
        raise Unusable("unreadable", f"The file holds no notebook cells; perhaps it is another file or a new, empty notebook. {AGAIN}")
    if len(found) > MAX_CELLS:
        raise Unusable("unreadable", f"The notebook has {len(found):,} cells, more than the {MAX_CELLS:,} that are read. Delete those "
                                     "that you do not need, save, and hand it in again.")
    cells = [Cell("code" if cell.get("cell_type") == "code" else "markdown", text_of(cell), id_of(cell)) for cell in found]
    for kind, most in (("code", MAX_CODE), ("text", MAX_TEXT)):
        size = sum(len(cell.text) for cell in cells if kind == "text" or cell.kind == "code" or cell.grade_id)
        if size > most:
            raise Unusable("unreadable", f"The notebook's cells hold {size:,} characters of {kind}, outputs not counted; {most:,} are "
                                         "read. Delete what does not belong there (pasted data?), save, and hand it in again.")
    return cells


def text_of(cell):
    text = next((cell[key] for key in ("source", "input", "code", "text") if isinstance(cell.get(key), (str, list))), "")
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return f"# {text}" if cell.get("cell_type") == "heading" else text


def id_of(cell):
    """The nbgrader id that a cell claims to have, else None."""
    for key in "metadata", "nbgrader", "grade_id":
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell if isinstance(cell, str) else None


def notebook_in(data):
    """The JSON object in these bytes, all of its numbers None. Raises Unusable."""
    if not data.strip(b"\0 \t\r\n"):
        kind = "holds nothing but zeros or blanks" if data else "is empty"
        raise Unusable("unreadable", f"The file {kind}: it was not saved or not uploaded to the end. {AGAIN}")
    if sum(map(data.count, (b"[", b"{", b","))) > MAX_VALUES:
        raise Unusable("unreadable", f"The file holds more than {MAX_VALUES // 10**6} million values, too many to be read. {CLEAR}")
    if len(data) > BIG:
        data = LITERAL.sub(slim, data)
    try:
        notebook = json.loads(data, parse_int=no_number, parse_float=no_number, parse_constant=no_number)
    except RecursionError:
        raise Unusable("unreadable", f"The file's JSON is nested too deeply for a notebook. {AGAIN}") from None
    except ValueError as error:
        raise Unusable("unreadable", f"{what_is_wrong(data, error)} {AGAIN}") from None
    if not isinstance(notebook, dict):
        raise Unusable("unreadable", f"The file is JSON but not a notebook. {AGAIN}")
    return notebook


def slim(literal):
    """A text of a big file, without what Python would need four times the file's size for: one emoji makes all characters so wide.

    A text longer than all cells may be stays as long as that: an output's is not read, and a cell's is refused for its length.
    """
    if literal.end() - literal.start() > 4 * MAX_TEXT:
        return b'"' + b" " * (MAX_TEXT + 1) + b'"'
    text = literal[0]
    return text if text.isascii() else ASTRAL.sub(escaped, text)


def escaped(character):
    try:
        return json.dumps(character[0].decode())[1:-1].encode()
    except ValueError:
        return character[0]  # the parser says what is wrong with it


def no_number(digits):
    """Nothing in a restored notebook rests on a number in the file, and some cannot be read."""


def what_is_wrong(data, error):
    """A sentence for bytes that are no JSON."""
    if re.search(rb"^(<{7}|>{7}) ", data, re.MULTILINE):
        return ("The file holds the marks of an unfinished merge (<<<<<<<, >>>>>>>), which git left there. Choose one side of each, "
                "or take your own version of the file.")
    kind = next((kind for start, kind in OTHERS if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start)), None)
    if kind:
        return f"The file is not a notebook but {kind}."
    if isinstance(error, UnicodeDecodeError) and error.reason != "unexpected end of data":
        return f"The file's text is not in UTF-8 (byte {error.start:,}): another program than Jupyter has saved it."
    if isinstance(error, UnicodeDecodeError) or error.msg.startswith("Unterminated string") or error.pos >= len(error.doc.rstrip()):
        return "The file ends in the middle: it was not saved or not uploaded to the end."
    return f"The file is not a notebook: line {error.lineno:,} is not the JSON that Jupyter writes."
