"""A page made from a stranger's notebook runs nothing: what it may show is listed here, and everything else is left out."""
from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from html import escape

import nh3
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.notebooknode import from_dict
from nbformat.v4 import new_output
from PIL import Image
from pygments.token import STANDARD_TYPES

from .formulas import mathml
from .highlight import highlighted

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
          "language_info": {"name": "python", "pygments_lexer": "ipython3"}}
PYTHONS = {"python", "python3", "py", "ipython", "ipython3"}
IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG"}
MAX_PIXELS = 50_000_000  # of one image: a browser needs four bytes for each
MAX_MARKUP = 10_000, 50_000  # characters of one Markdown text, of one piece of HTML: the time for both grows with the square
LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)  # none without a scheme: it would lead into the instructor's Jupyter
PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
LENGTH = re.compile(r"\d+(\.\d+)?(em|%|px)?")  # none below zero: it would move its element over another
FORMULA = re.compile(r"\s*(\${1,2})[^$]+\1\s*")  # a text/latex that is one, as IPython makes it of a Math
CLASSES = {"dataframe", "highlight", *STANDARD_TYPES.values()}  # pandas' and pygments': any other could pose as a part of the page
ALLOWED = {"href": LINK.match, "src": PICTURE.fullmatch, "class": CLASSES.__contains__, "tabindex": "0".__eq__,
           **dict.fromkeys(("width", "height", "lspace", "rspace", "minsize", "maxsize", "linethickness"), LENGTH.fullmatch)}
SPANNING = {"colspan", "rowspan", "align", "style"}
STYLED = {"displaystyle", "scriptlevel", "style"}
MATHML = {"math": {"display", "tabindex"}, "mrow": STYLED, "mi": {"mathvariant"}, "mspace": {"width", "height"},
          "mo": {"stretchy", "symmetric", "lspace", "rspace", "minsize", "maxsize", "form", "movablelimits"},
          "mfrac": {"linethickness", *STYLED}, "mover": {"accent"}, "munder": {"accentunder"}, "mtable": STYLED, "mtd": {"style"},
          **dict.fromkeys(("mn", "mtext", "msub", "msup", "msubsup", "munderover", "msqrt", "mroot", "mtr", "mphantom"), set())}
CLEANER = nh3.Cleaner(
    tags={*"""a abbr b blockquote br caption center cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5
              h6 hr i img ins kbd li mark ol p pre progress q s samp small span strong sub summary sup table tbody td tfoot th thead
              tr tt u ul var""".split(), *MATHML},
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "textarea", "title",
                        "annotation", "annotation-xml"},
    attributes={"a": {"href", "title"}, "abbr": {"title"}, "img": {"src", "alt", "width", "height", "title"}, "ol": {"start"},
                "progress": {"value", "max"}, "table": {"border", "class", "style"}, "td": SPANNING, "th": SPANNING,
                "div": {"class", "style"}, "span": {"class", "style"},
                **dict.fromkeys(("p", "pre", "tr", "tbody", "thead", "b"), {"style"}), **MATHML},
    filter_style_properties={*"""background-color border border-bottom border-collapse border-color border-left border-right
        border-spacing border-style border-top border-width color font-family font-size font-style font-weight height line-height
        max-width padding padding-bottom padding-left padding-right padding-top text-align text-decoration vertical-align
        white-space width""".split()},  # none that takes a url(), none that lifts its element over another
    url_schemes={"http", "https", "mailto", "data"},
    attribute_filter=lambda tag, name, value: value if ALLOWED.get(name, bool)(value) else None)


class Markdown(IPythonRenderer):
    def image(self, text, url, title=None):
        return super().image(text, url, title) if not url.startswith("attachment:") else escape(f"[image {text}]")

    def block_code(self, code, info=None):
        return highlighted(code) if (info or "").strip().partition(" ")[0] in PYTHONS else as_typed(code)

    def inline_math(self, body):
        return mathml(body, display=False) or super().inline_math(body)

    def block_math(self, body):
        return block(body) or super().block_math(body)

    def latex_environment(self, name, body):
        return block(f"\\begin{{{name}}}{body}\\end{{{name}}}") or super().latex_environment(name, body)


def block(tex):
    """A formula on a line of its own. It takes the focus, so that the keys scroll one that is wider than the page."""
    made = mathml(tex, display=True)
    return made and made.replace("<math", '<math tabindex="0"', 1)


def clean(html):
    """HTML without scripts, style sheets, forms, frames, ids, links into this site, images from elsewhere. Long HTML: as text."""
    if len(html) > MAX_MARKUP[1]:
        return as_typed(html)
    return CLEANER.clean(html).replace("<th></th>", "<td></td>")  # pandas heads its index with nothing


def as_typed(source):
    return f"<pre>{escape(source)}</pre>"


@lru_cache(maxsize=128)  # most texts of a class are the hand-out's
def markdown2html(source):
    """nbconvert's filter of this name, cleaned after rendering: markdown can assemble what its source does not show."""
    if len(source) <= MAX_MARKUP[0]:
        try:
            return clean(MarkdownWithMath(Markdown(escape=False, exclude_anchor_links=True)).render(source))
        except RecursionError:
            pass  # shown as it was typed
    return as_typed(source)


def make_inert(nb):
    """Cut a notebook down, in place, to what a page may show: nothing in it runs, loads anything or poses as the page's own parts.

    Outputs become text, cleaned HTML and checked images. Of the metadata only nbgrader's is left, attachments go. Markdown stays as
    it was written: `markdown2html` cleans it where it is rendered. Idempotent. Raises nothing, whatever was in a valid notebook.
    """
    nb.metadata = from_dict(PYTHON)
    for index, cell in enumerate(nb.cells):
        ours = cell.metadata.get("nbgrader")
        named = isinstance(ours, dict) and re.fullmatch(r"[\w-]+", str(ours.get("grade_id")), re.ASCII)
        cell.metadata = from_dict({"nbgrader": ours} if named else {})
        cell.pop("attachments", None)
        if not re.fullmatch(r"[\w-]{1,64}", str(cell.get("id")), re.ASCII):
            cell.id = f"cell-{index}"
        if cell.cell_type == "raw":
            cell.metadata.raw_mimetype = "text/plain"  # else it would go into the page as HTML
        elif cell.cell_type == "code":
            cell.execution_count = whole(cell.get("execution_count"))
            cell.outputs = [shown for output in cell.outputs for shown in inert_output(output)]


def inert_output(output):
    kind = output.get("output_type")
    if kind == "stream":
        yield new_output(kind, name="stderr" if output.get("name") == "stderr" else "stdout", text=text(output.get("text")))
    elif kind == "error":
        lines = output.get("traceback")
        yield new_output(kind, ename=text(output.get("ename")), evalue=text(output.get("evalue")),
                         traceback=[text(line) for line in lines] if isinstance(lines, list) else [text(lines)])
    elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        count = {"execution_count": whole(output.get("execution_count"))} if kind == "execute_result" else {}
        data, metadata = inert_bundle(output["data"], output.get("metadata"))
        yield new_output(kind, data, metadata=metadata, **count)


def inert_bundle(data, metadata):
    """(data, metadata) of a mime bundle, without what a page may not show. A sentence stands for a bundle with nothing left."""
    shown, sizes = {}, {}
    for mime, value in data.items():
        if mime == "text/html":
            shown[mime] = clean(text(value))
        elif mime == "text/markdown" and "text/html" not in data:
            shown["text/html"] = markdown2html(text(value))
        elif mime == "text/latex" and not {"text/html", "text/markdown"} & set(data) and FORMULA.fullmatch(text(value)):
            shown["text/html"] = markdown2html(text(value))
        elif mime in ("text/plain", "text/latex"):
            shown["text/plain"] = text(data.get("text/latex", value))
        elif mime == "image/svg+xml" and is_svg(text(value)):
            shown[mime] = text(value)
        elif mime in IMAGES:
            shown[mime], sizes[mime] = image(text(value), IMAGES[mime]), size(metadata, mime)
    shown = {mime: value for mime, value in shown.items() if value.strip()}
    if not shown:
        shown = {"text/plain": f"[An output of the kind {', '.join(map(str, data)) or 'nothing'} cannot be shown here.]"}
    return shown, {mime: found for mime, found in sizes.items() if found and mime in shown}


def size(metadata, mime):
    """{"width", "height"} in pixels that a bundle's metadata gives for an image, if it does."""
    described = metadata.get(mime) if isinstance(metadata, dict) else None
    found = {side: whole(described.get(side)) for side in ("width", "height")} if isinstance(described, dict) else {}
    return {side: pixels for side, pixels in found.items() if pixels is not None}


def text(value):
    """A string without terminal colours, whatever came."""
    return strip_ansi("".join(map(str, value)) if isinstance(value, list) else str(value))


def whole(value):
    """A number to be printed in a page, or None for anything that is no small whole number."""
    return value if type(value) is int and 0 <= value < 100_000 else None


def image(base64_text, form):
    """The same image in base64, or nothing where it is not one of this form or of too many pixels."""
    try:
        data = base64.b64decode("".join(base64_text.split()), validate=True)
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    return base64.b64encode(data).decode() if width * height <= MAX_PIXELS else ""


def is_svg(source):
    """Whether it is a drawing without entities. What it may hold beside that, a browser leaves alone: the page has it as an image."""
    try:
        return ElementTree.fromstring(source).tag.endswith("svg")
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError):
        return False


def inert(nb, resources):
    """`make_inert` as a preprocessor of nbconvert's."""
    make_inert(nb)
    return nb, resources
