"""What autograding, feedback and formgrader need of nbgrader's configuration; nbgrader_config.py calls `configure`."""
from pathlib import Path

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, Execute, GetGrades
from nbgrader.server_extensions.formgrader import handlers

from .execute import JudgedExecute
from .inert import inert, markdown2html


def configure(c):
    c.Autograde.autograde_preprocessors = [JudgedExecute if part is Execute else part
                                           for part in Autograde.autograde_preprocessors.default()]
    c.OverwriteCells.add_missing_cells = True
    c.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, *[part for part in GenerateFeedback.preprocessors.default()
                                                                       if part is not GetGrades]]
    c.HTMLExporter.preprocessors = [inert]
    c.HTMLExporter.filters = {"markdown2html": markdown2html}
    c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates"), handlers.template_path]
