"""The tool that spoils the judge: does it notice a spoiled line, and leave one alone that changes nothing?"""
import json

import mutants
import pytest

from lab import ROOT, run

pytestmark = pytest.mark.slow
FILE = mutants.JUDGING / "questions" / "compression.py"
NOTICED, NEVER_RUN = " | 1 → 2 | return 1 - student / teacher", " | returns None | return self.threshold.device"


def test_spoiled_lines_are_noticed_or_listed_and_a_log_goes_on(tmp_path):
    """Is a mutant of the compression question noticed by an answer, one that nobody runs listed, and none tried twice?"""
    log, keys = tmp_path / "log", [key for key, *_ in mutants.mutants_of(FILE)]
    left = [f"questions/compression.py{mutant}" for mutant in (NOTICED, NEVER_RUN)]
    assert len(set(keys)) == len(keys) and {*left} < {*keys}
    log.write_text("".join(json.dumps({"mutant": key, "by": "an answer", "ran": 1}) + "\n" for key in keys if key not in left))
    done = run(mutants.sys.executable, "tests/judging/mutants.py", str(FILE), "--log", str(log), "--jobs", "1", cwd=ROOT)
    rows = {row["mutant"]: row for row in map(json.loads, log.open())}
    assert len(rows) == len(keys) == len(log.read_text().splitlines()), done.stdout + done.stderr
    assert rows[left[0]]["by"].startswith("compression/") and rows[left[1]] == {"mutant": left[1], "by": None, "ran": 0}
    assert f"{len(keys)} mutants, {len(keys) - 1} noticed, 1 not" in done.stdout
