import os
import subprocess
import sys

import pytest

from tests.source import ROOT


@pytest.mark.parametrize("only", [[], ["--only", "move"]], ids=["all", "moves"])
def test_twenty_kills_leave_nothing_half_written_doubled_or_lost(only):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.kills", "--seeds", "20", *only]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert done.stdout.strip().endswith("0 wrong")
