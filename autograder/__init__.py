"""The Distillation Lab's grader: a probe asks the student's objects for numbers, and a judge in another process compares them."""
import sys
from pathlib import Path

sys.modules.setdefault("rfc3987_syntax", None)  # jsonschema, which does without it, would spend a second of every start on its grammar
sys.path.append(str(Path(__file__).parents[1] / "solutions" / "distillation"))  # kdlab: the helper and the grader read blanks alike


def judge_here(question, namespace):
    """Probe and judge a question in the notebook that calls this: for the instructor's own solution, never for a student's.

    Prints the points. Raises AssertionError with what was seen where a part does not pass.
    """
    from .assignment import source
    from .judging.judge import inputs_of, judge
    from .judging.probe_tools import pack, run_probe
    from .judging.questions import QUESTIONS

    module, inputs = QUESTIONS[question], inputs_of(question, seed=0)
    answer = next(cell.source for cell in source().cells if cell.metadata.get("nbgrader", {}).get("grade_id") == question)
    verdict = judge(question, inputs, run_probe(module.probe, namespace, pack(inputs), answer), answer)
    failed = [part.message for part in verdict.parts if not part.passed]
    if failed:
        raise AssertionError(f"{question}: {' '.join(failed)}")
    print(f"{question}: {verdict.points} of {verdict.max_points} points")
