"""What autograding and feedback need of nbgrader's configuration; nbgrader_config.py calls `configure`."""
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, Execute, GetGrades

from .execute import JudgedExecute


def configure(c):
    c.Autograde.autograde_preprocessors = [JudgedExecute if part is Execute else part
                                           for part in Autograde.autograde_preprocessors.default()]
    c.OverwriteCells.add_missing_cells = True
    c.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, *[part for part in GenerateFeedback.preprocessors.default()
                                                                       if part is not GetGrades]]
