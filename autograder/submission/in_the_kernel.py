"""Sent to the student's kernel, whole: what our cells do there around the student's own. It knows no answer."""
import ast
import contextlib
import io
import os
import sys


def go_on(shell):
    """Prepare a new kernel: what a cell does to end it or to leave its folder takes nothing from the cells that follow.

    `exit()`, `quit()` and a shutdown from a cell take effect after the cell, which is where they are passed over; the reply to the
    cell says that they were asked for. The lab's helper is found from any folder.
    """
    def passed_over(change):
        if change["new"]:
            shell.exit_now = False
            shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": True})

    shell._update_exit_now = passed_over
    sys.path.append(os.getcwd())


def give_names(shell, set_up, wanted, stopped):
    """Import what `stopped`, a cell that did not run to its end, would have imported, then give those names of `wanted` that are
    still missing, as `set_up` gives them. Prints a line of the names that this added, and a line of those that are missing even so.
    """
    names, before = shell.user_ns, set(shell.user_ns)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for statement in imports_in(shell, stopped):
            if any(bound(alias) not in names for alias in statement.names):
                with contextlib.suppress(Exception):
                    exec(compile(ast.Module([statement], []), "<imports>", "exec"), names)
        if not names.keys() >= set(wanted):
            given = {}
            with contextlib.suppress(Exception):
                exec(set_up, given)
            for name in given.keys() & set(wanted) - names.keys():
                names[name] = given[name]
    print(*(names.keys() - before))
    print(*(set(wanted) - names.keys()))


def imports_in(shell, source):
    """The import statements at the left margin of a cell, if Python can read it."""
    try:
        statements = ast.parse(shell.transform_cell(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [statement for statement in statements if isinstance(statement, (ast.Import, ast.ImportFrom))]


def bound(alias):
    return alias.asname or alias.name.partition(".")[0]
