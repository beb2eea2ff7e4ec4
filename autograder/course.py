"""What autograding, feedback and formgrader need of nbgrader's configuration; nbgrader_config.py calls `configure`."""
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde
from nbgrader.preprocessors import ClearHiddenTests, Execute, NbGraderPreprocessor
from nbgrader.server_extensions.formgrader import handlers

from .assignment import source
from .submission.execute import JudgedExecute
from .submission.highlight import highlight_code
from .submission.inert import inert, markdown2html
from .submission.page import FeedbackExporter, Marks
from .submission.restore import restored


class Restore(NbGraderPreprocessor):
    """Cells whose ids or tests a student lost are graded all the same. Raises Unusable."""

    def preprocess(self, nb, resources):
        return restored(nbformat.writes(nb).encode("utf-8", "surrogatepass"), source()), resources


def configure(c):
    c.Autograde.sanitize_preprocessors = [Restore, *Autograde.sanitize_preprocessors.default()]
    c.Autograde.autograde_preprocessors = [JudgedExecute if part is Execute else part
                                           for part in Autograde.autograde_preprocessors.default()]
    c.OverwriteCells.add_missing_cells = True
    c.Exporter.optimistic_validation = True  # once, not after each part
    c.GenerateFeedback.preprocessors = [Marks, ClearHiddenTests]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.HTMLExporter.preprocessors = [inert]
    c.HTMLExporter.filters = {"markdown2html": markdown2html, "highlight_code": highlight_code}
    c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parent / "submission" / "templates"), handlers.template_path]
