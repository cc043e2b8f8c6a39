import os
import subprocess
import sys

from tests.source import ROOT


def test_twenty_kills_leave_nothing_half_written_doubled_or_lost():
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.kills", "--seeds", "20"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert done.stdout.strip().endswith("0 wrong")
