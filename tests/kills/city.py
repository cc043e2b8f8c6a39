"""The small city in a database of its own, and how to kill a worker in it."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.testing import small_city
from zugong.kernel.jobs import declaring, queue, worker
from zugong.kernel.jobs.models import Job

LATEST_STATEMENT = 150
LONGEST_WAIT = 0.4
MOST_KILLS = 2
"""A job that was killed at every one of its attempts counts as failed, which is right and no trial."""


class WithoutMigrations:
    """Tables are made from the models as they stand, in a fifth of the time."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def prepare() -> None:
    """Tables, units, users; no daily jobs, so that each trial has its own jobs only."""
    settings.MIGRATION_MODULES = WithoutMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    small_city()
    declaring._daily.clear()
    queue.LEASE = timedelta(seconds=30)
    worker.IDLE_SECONDS = 0.01


def officer() -> User:
    """Who brings files and asks for exports."""
    return User.objects.get(username="officer")


def work_under_kills(random_: random.Random, look: Callable[[], None] = lambda: None) -> int:
    """Let workers do all jobs, the first of them killed at random points, and `look` after each death; how many were killed."""
    kills = 0
    for _kill in range(random_.randint(1, MOST_KILLS)):
        kills += _work(random_)
        look()
        # Time passes: the lease of the dead runs out, a failed attempt may be repeated.
        past = calendar.instant() - timedelta(minutes=5)
        Job.objects.filter(state=Job.State.RUNNING).update(lease_until=past)
        Job.objects.filter(state=Job.State.QUEUED).update(run_after=past)
    _work(None)
    return kills


def _work(random_: random.Random | None) -> bool:
    """A worker in a process of its own until nothing is to be done, or until it is killed; True if it was."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _be_a_worker(random_)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _be_a_worker(random_: random.Random | None) -> None:
    try:
        if random_ is not None:
            _kill_later(random_)
        worker.run_worker(once=True)
    finally:
        os._exit(0)


def _kill_later(random_: random.Random) -> None:
    """Die before or after some statement, or some time, such as while a file is written."""
    left = random_.randint(1, LATEST_STATEMENT)
    afterwards = random_.random() < 0.5

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not afterwards:
            _die()
        result = execute(sql, params, many, context)
        if left == 0:
            _die()
        return result

    if random_.random() < 0.7:
        connection.execute_wrappers.append(count)
    else:
        wait = random_.uniform(0, LONGEST_WAIT)
        threading.Thread(target=lambda: (time.sleep(wait), _die()), daemon=True).start()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
