"""The ways to spoil a module of the judging code in one place, and an import of it that is spoiled so."""
import ast
import copy
import importlib.abc
import importlib.util
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
JUDGING = ROOT / "autograder" / "judging"
SWAPS = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Is: ast.IsNot,
         ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
         ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And}


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
    if isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield "returns None", ast.Return(ast.Constant(None))


class Spoil(ast.NodeTransformer):
    """Counts the mutations of a tree, and does the one with the wanted number. `where`: (what is done, the lines that it spoils)."""

    def __init__(self, wanted=None):
        self.wanted, self.where = wanted, []

    def visit(self, node):
        replacement = None
        for what, other in mutations(node):
            if len(self.where) == self.wanted:
                replacement = ast.copy_location(other, node)
            end = node.test if isinstance(node, (ast.If, ast.While)) else node
            self.where.append((what, range(node.lineno, end.end_lineno + 1)))
        return replacement or super().visit(node)


def mutants_of(file):
    """(key, number, lines) of each mutant of a file; the key, a text, outlives a change elsewhere in the file."""
    spoil, text, seen = Spoil(), file.read_text(), Counter()
    spoil.visit(ast.parse(text))
    for number, (what, lines) in enumerate(spoil.where):
        key = f"{file.relative_to(JUDGING)} | {what} | {text.splitlines()[lines[0] - 1].strip()}"
        seen[key] += 1
        yield key + f" | {seen[key]}" * (seen[key] > 1), number, lines


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
