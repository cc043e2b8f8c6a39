"""Run as a script by test_killed_worker.py: python killed_worker.py (prepare | work | answer)."""

import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from zugong.kernel.jobs import declaring, queue, worker  # noqa: E402
from zugong.kernel.jobs.models import Job  # noqa: E402

queue.LEASE = timedelta(seconds=1)
worker.BEAT_SECONDS = 0.2
declaring._daily.clear()


@declaring.job("test.slow")
def slow(progress):
    """Hangs the first time it is run, as a job whose worker is killed; is done at once the second time."""
    mark = Path(settings.VAR) / "begun"
    if not mark.exists():
        mark.write_text("")
        time.sleep(600)
    return "done"


if sys.argv[1] == "prepare":
    call_command("migrate", "jobs", verbosity=0)
    queue.enqueue("test.slow")
elif sys.argv[1] == "work":
    worker.run_worker(once=True)
else:
    job = Job.objects.get()
    print(job.state, job.attempts, job.result)  # noqa: T201
