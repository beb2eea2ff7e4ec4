"""The Distillation Lab's grader: a probe asks the student's objects for numbers, and a judge in another process compares them."""


def judge_here(question, namespace):
    """Probe and judge a question in the notebook that calls this: for the instructor's own solution, never for a student's.

    Prints the points. Raises AssertionError with what was seen where a part does not pass.
    """
    import nbformat

    from .submission.execute import LAB, grade_id
    from .judging.judge import inputs_of, judge
    from .judging.probe_tools import pack, run_probe
    from .judging.questions import QUESTIONS

    module, inputs = QUESTIONS[question], inputs_of(question, seed=0)
    cells = nbformat.read(LAB / "distillation.ipynb", as_version=4).cells
    source = next(cell.source for cell in cells if grade_id(cell) == question)
    verdict = judge(question, inputs, run_probe(module.probe, namespace, pack(inputs), source), source)
    failed = [part.message for part in verdict.parts if not part.passed]
    if failed:
        raise AssertionError(f"{question}: {' '.join(failed)}")
    print(f"{question}: {verdict.points} of {verdict.max_points} points")
