"""The tool that spoils the judge: does it notice a spoiled line, and leave one alone that changes nothing?"""
import json

import mutants
import pytest

from lab import ROOT, run

pytestmark = pytest.mark.slow
FILE = mutants.JUDGING / "questions" / "compression.py"


def test_a_spoiled_line_is_noticed_and_a_log_goes_on(tmp_path):
    """Is a mutant of the compression question noticed by an answer, and is none tried twice?"""
    log, command = tmp_path / "log", ("tests/judging/mutants.py", str(FILE), "--log", str(tmp_path / "log"))
    spoil = mutants.Spoil()
    spoil.visit(mutants.ast.parse(FILE.read_text()))
    row = {"file": "questions/compression.py", "line": 1, "what": "", "by": "an answer"}
    last = len(spoil.where) - 1
    log.write_text("".join(json.dumps(row | {"number": number}) + "\n" for number in range(last)))
    done = run(mutants.sys.executable, *command, cwd=ROOT)
    assert f"{len(spoil.where)} mutants, {len(spoil.where)} noticed, 0 not." in done.stdout, done.stdout + done.stderr
    assert [json.loads(line)["number"] for line in log.open()] == [*range(last + 1)]
    assert json.loads(log.read_text().splitlines()[-1])["by"].endswith(".py")
