"""Spoils the judging code in one place at a time, and lists the places where no answer of the corpus notices.

    python tests/judging/mutants.py [FILE …] [--jobs N] [--log build/mutants.jsonl]   FILE: of autograder/judging, all by default

A mutant is noticed if any answer of tests/submissions, right or wrong, gets another verdict (points, parts, sentences, names) than
from the code as it is. Every mutant's fate is a line in the log; started again, only the missing ones are tried.
"""
import argparse
import ast
import copy
import importlib.abc
import importlib.util
import json
import os
import re
import resource
import signal
import sys
from pathlib import Path

import torch
import transformers  # noqa: F401  here once, and not in each mutant
from tqdm import tqdm

ROOT = Path(__file__).parents[2]
JUDGING = ROOT / "autograder" / "judging"
sys.path[:0] = [str(ROOT / part) for part in ("", "tests/helpers", "solutions/distillation")]
import kdlab  # noqa: E402

SECONDS = 240  # of processor time, for all answers to a mutant
SWAPS = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Is: ast.IsNot,
         ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
         ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And}
QUESTION_OF = {"loss_curves": ["loss_curves"], "loss_": ["distillation_loss"], "distillation_loss": ["distillation_loss"],
               "loop_": ["training_loop"], "training_loop": ["training_loop"], "evaluation": ["evaluation"],
               "compression": ["compression"], "accuracy": ["training_loop", "evaluation"]}  # by how a file's name begins


def mutations(node):
    """The ways to spoil one node: (what is done, the node that takes its place)."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        other = copy.deepcopy(node)
        other.op = SWAPS[type(node.op)]()
        yield f"{type(node.op).__name__} → {type(other.op).__name__}", other
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[i] = SWAPS[type(op)]()
            yield f"{type(op).__name__} → {type(other.ops[i]).__name__}", other
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield f"without {type(node.op).__name__}", node.operand
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        other = copy.deepcopy(node)
        other.test = ast.UnaryOp(ast.Not(), node.test)
        yield "condition turned round", other
    if isinstance(node, ast.Constant) and type(node.value) in (bool, int, float):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value!r} → {value!r}", ast.Constant(value)
    is_text = isinstance(getattr(node, "value", None), ast.Constant)
    if isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise)) and not is_text:
        yield "statement left out", ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None:
        yield "returns None", ast.Return(ast.Constant(None))


class Spoil(ast.NodeTransformer):
    """Counts the mutations of a tree, and does the one with the wanted number."""

    def __init__(self, wanted=None):
        self.wanted, self.found, self.where = wanted, 0, []

    def visit(self, node):
        replacement = None
        for what, other in mutations(node):
            if self.found == self.wanted:
                replacement = ast.copy_location(other, node)
            self.where.append((node.lineno, what))
            self.found += 1
        return replacement or super().visit(node)


class Spoiled(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from a spoiled tree."""

    def __init__(self, file, number):
        self.file, self.name = file, ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        tree = Spoil(number).visit(ast.parse(file.read_text()))
        self.code = compile(ast.fix_missing_locations(tree), str(file), "exec")

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_file_location(name, self.file, loader=self) if name == self.name else None

    def get_filename(self, name):
        return str(self.file)

    def get_data(self, path):
        return Path(path).read_bytes()

    def get_code(self, name):
        return self.code


def questions_of(file):
    found = [questions for name, questions in QUESTION_OF.items() if file.name.startswith(name)]
    return found[0] if found else [*dict.fromkeys(sum(QUESTION_OF.values(), []))]


def verdicts(questions, killers=()):
    """(file, verdict as text) of every answer to these questions; `killers` first, since they noticed other mutants."""
    from in_process import corpus, grade

    answers = [(question, file) for kind in ("right", "wrong") for question, file in corpus(kind) if question in questions]
    for question, file in sorted(answers, key=lambda answer: str(answer[1]) not in killers):
        said = repr(grade(question, file.read_text()))
        yield str(file), re.sub(r"\d+\.\d+", "measured", said) if question == "evaluation" else said


def in_a_child(work):
    """What `work()` gives, as JSON, from a fork of this process, or None where it died."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        devnull = os.open(os.devnull, os.O_RDWR)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        try:
            with os.fdopen(into, "w") as pipe:
                json.dump(work(), pipe)
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def try_mutant(file, number, expected, killers):
    """{"by": the answer that noticed, None if none did}; a mutant that cannot be imported, or never ends, is noticed by that."""
    def work():
        sys.meta_path.insert(0, Spoiled(file, number))
        return {"by": next((name for name, verdict in verdicts(questions_of(file), killers) if verdict != expected[name]), None)}

    return in_a_child(work) or {"by": "it stopped or never ended"}


def share(mine, expected, log):
    """Try every mutant of a list, and log each one's fate."""
    killers = []
    for file, number, line, what in tqdm(mine, unit="mutant", disable=None):
        found = try_mutant(file, number, expected, killers[-12:])
        if found["by"] in expected:
            killers = [name for name in killers if name != found["by"]] + [found["by"]]
        row = {"file": str(file.relative_to(JUDGING)), "number": number, "line": line, "what": what, **found}
        with log.open("a") as lines:
            lines.write(json.dumps(row) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="of autograder/judging; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--log", type=Path, default=ROOT / "build" / "mutants.jsonl")
    options = parser.parse_args()
    torch.set_num_threads(1)
    kdlab.load_teacher(kdlab.PROFILES["grading"])
    files = [Path(name).resolve() for name in options.files] or sorted(JUDGING.rglob("*.py"))
    options.log.parent.mkdir(exist_ok=True)
    done = {(row["file"], row["number"]) for row in map(json.loads, options.log.open())} if options.log.exists() else set()
    questions = {question for file in files for question in questions_of(file)}
    expected = in_a_child(lambda: dict(verdicts(questions)))
    if expected != in_a_child(lambda: dict(verdicts(questions))):
        sys.exit("The code as it is gives an answer now one verdict, now another: that comes first (table.py --seeds).")
    mutants = []
    for file in files:
        spoil = Spoil()
        spoil.visit(ast.parse(file.read_text()))
        mutants += [(file, number, *where) for number, where in enumerate(spoil.where)
                    if (str(file.relative_to(JUDGING)), number) not in done]
    workers = []
    for job in range(options.jobs):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            share(mutants[job::options.jobs], expected, options.log)
            os._exit(0)
        workers.append(child)
    for child in workers:
        os.waitpid(child, 0)
    rows = [json.loads(line) for line in options.log.open()]
    survivors = [row for row in rows if row["by"] is None]
    for row in sorted(survivors, key=lambda row: (row["file"], row["line"])):
        print(f"{row['file']}:{row['line']}: {row['what']}")
    print(f"{len(rows)} mutants, {len(rows) - len(survivors)} noticed, {len(survivors)} not.")


if __name__ == "__main__":
    main()
