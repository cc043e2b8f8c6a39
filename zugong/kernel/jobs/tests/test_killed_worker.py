import os
import subprocess
import sys
import time
from pathlib import Path

SCRIPT = Path(__file__).with_name("killed_worker.py")


def test_the_job_of_a_killed_worker_is_done_by_the_next(tmp_path, settings):
    environment = os.environ | {
        "PYTHONPATH": str(settings.ROOT),
        "ZUGONG_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "zugong.site.settings",
        "ZUGONG_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/jobs.sqlite3",
    }

    def run(what):
        command = [sys.executable, SCRIPT, what]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout  # noqa: S603

    run("prepare")
    victim = subprocess.Popen([sys.executable, SCRIPT, "work"], env=environment)  # noqa: S603
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists():
        assert victim.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    run("work")
    assert run("answer").split() == ["running", "1", "None"], "a living worker's job is left to it"
    victim.kill()
    victim.wait()
    time.sleep(1.2)
    run("work")
    assert run("answer").split() == ["done", "2", "done"]
