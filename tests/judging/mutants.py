"""Spoils the judging code in one place at a time, and lists the places where no answer of the corpus notices.

    python tests/judging/mutants.py [FILE …] [--jobs N] [--log build/mutants.jsonl]   FILE: of autograder/judging, all by default

A mutant is noticed if any answer of tests/submissions, right or wrong, gets another verdict (points, parts, sentences, names) than
from the code as it is. Only answers that run the spoiled lines are asked, and only from there on: what a probe sends back is kept
for mutants of the judge alone. Every mutant's fate is a line in the log; started again, only the missing ones are tried. Survivors
with a reason in survivors.toml are not listed.
"""
import argparse
import json
import os
import re
import resource
import sys
import time
import tomllib
from pathlib import Path

import torch
import transformers  # noqa: F401  here once, and not in each mutant
from spoiling import JUDGING, ROOT, Spoiled, mutants_of
from tqdm import tqdm

sys.path[:0] = [str(ROOT / part) for part in ("", "tests/helpers", "solutions/distillation")]
PHASES = "inputs", "asked", "judged"
QUESTION_OF = {"loss_curves": ["loss_curves"], "loss_": ["distillation_loss"], "distillation_loss": ["distillation_loss"],
               "loop_": ["training_loop"], "training_loop": ["training_loop"], "evaluation": ["evaluation"],
               "compression": ["compression"], "accuracy": ["training_loop", "evaluation"]}  # by how a file's name begins


def questions_of(file):
    found = [questions for name, questions in QUESTION_OF.items() if file.name.startswith(name)]
    return found[0] if found else [*dict.fromkeys(sum(QUESTION_OF.values(), []))]


def traced(work, *args):
    """(what `work(*args)` returns, the lines of the judging code that it ran, as (file, number))."""
    lines = set()

    def local(frame, event, arg):
        lines.add((frame.f_code.co_filename, frame.f_lineno))
        return local

    sys.settrace(lambda frame, event, arg: local if frame.f_code.co_filename.startswith(str(JUDGING)) else None)
    try:
        return work(*args), lines
    finally:
        sys.settrace(None)


def said(answer, inputs, asked):
    """All that is told of an answer, as text."""
    from autograder.judging.judge import judge, paragraph

    verdict = judge(answer["question"], inputs, asked[0], answer["source"], asked[1])
    return repr((verdict.as_dict(), [paragraph(name, verdict.question, verdict.compared) for name in verdict.misconceptions]))


def answers_as_they_are(questions):
    """Every answer to these questions with its verdict, cheapest first, and what led to it: a dict each."""
    import in_process

    names, answers = in_process.names_of_the_notebook(), []
    drawn = {question: traced(in_process.inputs_of, question, 0) for question in questions}
    every = [(question, file) for kind in ("wrong", "right") for question, file in in_process.corpus(kind) if question in questions]
    for question, file in tqdm(every, unit="answer", disable=None):
        answer = {"name": f"{question}/{file.parent.name}/{file.stem}", "question": question, "source": file.read_text()}
        started = time.process_time()
        answer["inputs"], first = drawn[question]
        answer["asked"], second = traced(in_process.ask, question, answer["source"], answer["inputs"])
        answer["judged"], third = traced(said, answer, answer["inputs"], answer["asked"])
        answer["seconds"] = time.process_time() - started
        answer["lines"] = {"inputs": set(first), "asked": second, "judged": third}
        answers.append(answer)
    return names, sorted(answers, key=lambda answer: answer["seconds"])


def noticed_by(lines, names, answers, killers=()):
    """The name of the first answer whose verdict is another than before, or None; what is spoiled stands on `lines`."""
    import in_process

    in_process.names_of_the_notebook = lambda *_: names
    drawn = {}
    for answer in sorted(answers, key=lambda answer: answer["name"] not in killers):
        used = int(time.process_time() + 5 + 10 * answer["seconds"])
        resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))
        question, runs = answer["question"], {phase: not lines.isdisjoint(answer["lines"][phase]) for phase in PHASES}
        if runs["inputs"] and question not in drawn:
            drawn[question] = in_process.inputs_of(question, 0)
        asked, inputs = answer["asked"], drawn.get(question, answer["inputs"])
        if runs["inputs"] or runs["asked"]:
            asked = in_process.ask(question, answer["source"], inputs)
        if any(runs.values()):
            seen, wanted = said(answer, inputs, asked), answer["judged"]
            if asked is not answer["asked"] and question == "evaluation":  # some have a clock of their own
                seen, wanted = (re.sub(r"The time is [^;]*; the model took [^)]*", "measured", text) for text in (seen, wanted))
            if seen != wanted:
                return answer["name"]
    return None


def in_a_child(work):
    """What `work()` gives, as JSON, from a fork of this process, or "it stopped or never ended" where it died."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        for stream in 1, 2:
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        try:
            with os.fdopen(into, "w") as pipe:
                json.dump(work(), pipe)
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else "it stopped or never ended"


def share(mine, names, answers, log):
    """Try every mutant of a list, and log each one's fate: {"mutant", "by": the answer that noticed, "ran": by how many}."""
    killers = []
    for file, key, number, lines in tqdm(mine, unit="mutant", disable=None):
        spoiled = {(str(file), line) for line in lines}
        concerned = [answer for answer in answers if any(not spoiled.isdisjoint(ran) for ran in answer["lines"].values())]

        def work(file=file, number=number, spoiled=spoiled, concerned=concerned, killers=killers):
            for name in [name for name in sys.modules if name.partition(".")[0] in ("autograder", "in_process")]:
                del sys.modules[name]
            sys.meta_path.insert(0, Spoiled(file, number))
            return noticed_by(spoiled, names, concerned, killers[-12:])

        by = in_a_child(work) if concerned else None
        killers = [name for name in killers if name != by] + [by]
        with log.open("a") as rows:
            rows.write(json.dumps({"mutant": key, "by": by, "ran": len(concerned)}, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="of autograder/judging; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--log", type=Path, default=ROOT / "build" / "mutants.jsonl")
    options = parser.parse_args()
    torch.set_num_threads(1)
    _, at_import = traced(__import__, "in_process")
    files = [Path(name).resolve() for name in options.files] or sorted(JUDGING.rglob("*.py"))
    names, answers = answers_as_they_are({question for file in files for question in questions_of(file)})
    for answer in answers:
        for phase in PHASES:
            answer["lines"][phase] |= at_import
    options.log.parent.mkdir(exist_ok=True)
    options.log.touch()
    every = [(file, *mutant) for file in files for mutant in mutants_of(file)]
    done = {row["mutant"] for row in map(json.loads, options.log.open())}
    every_line = set().union(*(ran for answer in answers for ran in answer["lines"].values()))
    if wavers := in_a_child(lambda: noticed_by(every_line, names, answers)):
        sys.exit(f"The code as it is gives an answer now one verdict, now another ({wavers}): that comes first (table.py --seeds).")
    missing = [mutant for mutant in every if mutant[1] not in done]
    workers = []
    for job in range(options.jobs):
        child = os.fork()
        if child == 0:
            share(missing[job::options.jobs], names, answers, options.log)
            os._exit(0)
        workers.append(child)
    for child in workers:
        os.waitpid(child, 0)
    keys = {key for _, key, *_ in every}
    rows = {row["mutant"]: row for row in map(json.loads, options.log.open()) if row["mutant"] in keys}
    survivors = [row for row in rows.values() if row["by"] is None]
    reasons = tomllib.loads(Path(__file__).with_name("survivors.toml").read_text())["because"]
    explained = {mutant for because in reasons for mutant in because["mutants"]}
    for row in survivors:
        if row["mutant"] not in explained:
            print(row["mutant"], f"(run by {row['ran']} answers)" if row["ran"] else "(never run)")
    print(f"{len(rows)} mutants, {len(rows) - len(survivors)} noticed, {len(survivors)} not, "
          f"{sum(row['mutant'] not in explained for row in survivors)} of them without a reason.")


if __name__ == "__main__":
    main()
