"""The process that does the jobs."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection

from zugong.kernel.jobs.declaring import function_of
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import LEASE, Lease, enqueue_daily, sign_of_life, take_next

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
BEAT_SECONDS = LEASE.total_seconds() / 4
TELL_SECONDS = 0.5


class Cancelled(Exception):
    """Somebody cancelled the running job."""


class LeaseLost(Exception):
    """Another worker has taken the job up."""


class Progress:
    """What a job function calls to say how far it has come; it also learns here that the job was cancelled."""

    def __init__(self, lease: Lease) -> None:
        self.job = lease.job
        self._lease = lease
        self._told_at = float("-inf")

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tell how far the job has come. Raises Cancelled or LeaseLost, which the function should let pass."""
        # Called for every row, it writes at most twice a second.
        if monotonic() - self._told_at < TELL_SECONDS and done != total:
            return
        self._told_at = monotonic()
        if not self._lease.tell(done, total, message):
            raise LeaseLost(str(self.job))
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled(str(self.job))


def do(lease: Lease) -> None:
    """Run the function of a job and write its end."""
    job = lease.job
    try:
        result = function_of(job.name)(Progress(lease), **job.arguments)
    except Cancelled:
        lease.give_up()
    except LeaseLost:
        logger.warning("%s was taken up by another worker", job)
    except Exception as problem:  # whatever a job raises ends its attempt, not the worker
        logger.warning("%s failed", job, exc_info=True)
        lease.fail(f"{type(problem).__name__}: {problem}"[:2000])
    else:
        lease.finish(result)


def run_due() -> int:
    """Do all jobs that are due, in this process, and return how many attempts were made."""
    attempts = 0
    while lease := take_next(worker_name()):
        do(lease)
        attempts += 1
    return attempts


def worker_name() -> str:
    """The name of this process among the workers."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def run_worker(*, once: bool = False) -> None:
    """Do jobs until the process is asked to stop (SIGTERM, SIGINT), or, with `once`, until none is due.

    The job at hand is finished first; a second signal ends the process at once, and the next worker takes the job up.
    """
    stop = threading.Event()
    shown_at = float("-inf")
    with _stopping_on_signals(stop):
        while not stop.is_set():
            close_old_connections()
            if monotonic() - shown_at > BEAT_SECONDS:
                shown_at = monotonic()
                _show_up()
            lease = _look_for_work()
            if lease is not None:
                with _heart(lease):
                    do(lease)
            elif once:
                return
            else:
                stop.wait(IDLE_SECONDS)


def _show_up() -> None:
    """Give a sign of life and see to it that the daily jobs of the day are queued."""
    with _bearing_with_the_database():
        sign_of_life(worker_name())
        enqueue_daily()


def _look_for_work() -> Lease | None:
    """The next job, or None."""
    with _bearing_with_the_database():
        return take_next(worker_name())
    return None


@contextmanager
def _bearing_with_the_database() -> Iterator[None]:
    """A database that is away for a while does not end the worker."""
    try:
        yield
    except DatabaseError:
        logger.warning("the database cannot be reached", exc_info=True)


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    """Let the first SIGTERM or SIGINT set `stop`; the second has its usual effect."""
    before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[number] or signal.SIG_DFL)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    for asked in (signal.SIGTERM, signal.SIGINT):
        before[asked] = signal.signal(asked, ask_to_stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def _heart(lease: Lease) -> Iterator[None]:
    """Renew the lease in a thread of its own, so that a job that says nothing for long is not taken for dead."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_SECONDS):
            try:
                sign_of_life(worker_name())
                if not lease.renew():
                    return
            except DatabaseError:
                logger.warning("no heartbeat for %s this time", lease.job, exc_info=True)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
