"""The page of feedback: nbgrader's GenerateFeedback with our template, `templates/feedback/`."""
from __future__ import annotations

from functools import cache

from jinja2 import FileSystemBytecodeCache
from nbconvert.exporters import HTMLExporter
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution
from pygments.formatters import HtmlFormatter

from .card import card
from .cells import error_of, grade_id
from .execute import METADATA
from .feedback import in_code
from .highlight import highlighted

STYLE = "xcode"  # of pygments' for light ground the one with colours, all of which stand out enough (WCAG 2, 4.5 to 1)


class Marks(GetGrades):
    """Puts the gradebook's marks into the cells; a written answer that nobody has graded is `unread`."""

    def preprocess_cell(self, cell, resources, cell_index):
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if is_grade(cell) and is_solution(cell):
            found = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
            cell.metadata.nbgrader.unread = found.auto_score is None and found.manual_score is None
        return cell, resources


class FeedbackExporter(HTMLExporter):
    def from_notebook_node(self, nb, resources=None, **more):
        found = nb.metadata.get(METADATA, {})
        return super(HTMLExporter, self).from_notebook_node(  # HTMLExporter itself parses the finished page once more
            nb, {**(resources or {}), "judged": found.get("questions", {}), "code_css": code_css()}, **more)

    def default_filters(self):
        yield from super().default_filters()
        yield from {"card": card, "highlighted": highlighted, "error_of": error_of, "in_code": in_code}.items()

    def _create_environment(self):
        environment = super()._create_environment()
        environment.bytecode_cache = FileSystemBytecodeCache()  # templates are compiled once, not for every page
        return environment


@cache
def code_css():
    return HtmlFormatter(style=STYLE).get_style_defs(".highlight")
