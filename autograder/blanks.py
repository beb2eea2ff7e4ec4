"""The hand-out's blanks: where nbgrader would put one stub for a whole solution region, each value keeps its name."""
import ast
import re
import textwrap

from nbgrader.preprocessors import ClearSolutions


def blank(solution):
    """The source of some statements with `...` in place of what they compute; names and shape comments stay."""
    lines, blanks = solution.splitlines(), []
    for statement in ast.parse(solution).body:
        comment = lines[statement.end_lineno - 1].encode()[statement.end_col_offset:].decode()
        if isinstance(statement, ast.Assign):
            statement.value = ast.Constant(...)
            blanks.append(ast.unparse(statement) + comment)
        else:
            blanks.append("..." + comment)
    return "\n".join(blanks)


class NamedBlanks(ClearSolutions):
    """Clears solution cells, and cells tagged `optional`, which nbgrader neither grades nor knows."""

    def preprocess_cell(self, cell, resources, cell_index):
        if "optional" in cell.metadata.get("tags", []):
            self._replace_solution_region(cell, "python")
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)

    def _replace_solution_region(self, cell, language):
        if cell.cell_type != "code":
            return super()._replace_solution_region(cell, language)
        region = rf"^([ \t]*)#+ {self.begin_solution_delimeter}\n(.*?)^[ \t]*#+ {self.end_solution_delimeter}$"
        source, found = re.subn(region, lambda match: textwrap.indent(blank(textwrap.dedent(match[2])), match[1]), cell.source,
                                flags=re.MULTILINE | re.DOTALL)
        for delimiter in self.begin_solution_delimeter, self.end_solution_delimeter:
            if delimiter in source:
                raise RuntimeError(f"Cell {cell.id}: a {delimiter} without its other half.")
        cell.source = source
        return bool(found)
