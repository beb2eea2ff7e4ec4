"""The nbgrader course: where its folders are, and what stands in for which of nbgrader's own parts."""
import sys
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

COURSE = Path(__file__).resolve().parent
sys.path.insert(0, str(COURSE.parent))
from autograder.blanks import NamedBlanks
from autograder.course import configure

c = get_config()
c.CourseDirectory.root = str(COURSE)
c.CourseDirectory.source_directory = str(COURSE.parent / "solutions")
c.CourseDirectory.course_id = "distillation-lab"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "build.py", "utterances"]
c.GenerateAssignment.preprocessors = [NamedBlanks if part is ClearSolutions else part
                                      for part in GenerateAssignment.preprocessors.default()]
c.ClearSolutions.text_stub = "*Write your answer here.*"
c.ExecutePreprocessor.timeout = 1800
configure(c)
