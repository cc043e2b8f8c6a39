"""Putting jobs into the queue and taking them out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily_names, function_of
from zugong.kernel.jobs.models import Job, Worker

LEASE = timedelta(seconds=60)
FIRST_BACK_OFF = timedelta(seconds=10)
LONGEST_BACK_OFF = timedelta(hours=1)
STOPPED = "执行进程中断，未能完成"


class CannotCancel(Exception):
    """The job has ended already."""


def enqueue(name: str, key: str | None = None, by: Any = None, max_attempts: int = 3, **arguments: Any) -> Job:
    """Put a job into the queue; it becomes visible to workers when the transaction commits.

    A key names the work for good: where a job with the key exists, in whatever state, that job is returned. Raises UnknownJob.
    """
    function_of(name)
    moment = calendar.instant()
    if key is not None and (existing := Job.objects.filter(key=key).first()):
        return existing
    new = Job(
        name=name, key=key, by=by, arguments=arguments, max_attempts=max_attempts, created_at=moment, run_after=moment
    )
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        return Job.objects.get(key=key)
    return new


def retry(job: Job) -> bool:
    """Queue a failed or cancelled job anew; False if it has not ended so."""
    again = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED]).update(
        state=Job.State.QUEUED,
        max_attempts=job.attempts + 3,
        run_after=calendar.instant(),
        cancel_asked=False,
        error="",
    )
    return bool(again)


def cancel(job: Job) -> None:
    """Take a waiting job out of the queue, or ask the worker to stop a running one at its next sign of progress."""
    moment = calendar.instant()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if waiting.update(state=Job.State.CANCELLED, cancel_asked=True, finished_at=moment):
        return
    if not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True):
        raise CannotCancel(str(job))


def enqueue_daily() -> list[Job]:
    """Put today's daily jobs into the queue, those that are not there yet."""
    today = calendar.today()
    keys = {f"{name}@{today}": name for name in daily_names()}
    present = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    return [enqueue(name, key=key) for key, name in keys.items() if key not in present]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do one job. Whoever holds an older lease on the same job can write nothing to it any more."""

    job: Job
    attempt: int

    def _update(self, **values: Any) -> bool:
        held = Job.objects.filter(pk=self.job.pk, attempts=self.attempt, state=Job.State.RUNNING)
        return bool(held.update(**values))

    def renew(self) -> bool:
        """Prolong the lease; False if somebody else holds the job now."""
        moment = calendar.instant()
        return self._update(heartbeat_at=moment, lease_until=moment + LEASE)

    def tell(self, done: int, total: int | None, message: str) -> bool:
        """Write how far the job has come; False if somebody else holds it now."""
        moment = calendar.instant()
        return self._update(
            progress=done, total=total, message=message[:300], heartbeat_at=moment, lease_until=moment + LEASE
        )

    def finish(self, result: Any) -> bool:
        """Write the result."""
        return self._update(
            state=Job.State.DONE, result=result, error="", lease_until=None, finished_at=calendar.instant()
        )

    def give_up(self) -> bool:
        """End the job because somebody cancelled it."""
        return self._update(state=Job.State.CANCELLED, lease_until=None, finished_at=calendar.instant())

    def fail(self, error: str) -> bool:
        """Write what went wrong; the job waits for its next attempt, each time twice as long, or has failed for good."""
        moment = calendar.instant()
        if self.attempt >= self.job.max_attempts:
            return self._update(state=Job.State.FAILED, error=error, lease_until=None, finished_at=moment)
        return self._update(
            state=Job.State.QUEUED, error=error, lease_until=None, run_after=moment + back_off(self.attempt)
        )


def back_off(attempt: int) -> timedelta:
    """How long to wait after the given attempt has failed."""
    return min(FIRST_BACK_OFF * 2 ** (attempt - 1), LONGEST_BACK_OFF)


def _takeable(moment: datetime) -> Q:
    waiting = Q(state=Job.State.QUEUED, run_after__lte=moment)
    abandoned = Q(state=Job.State.RUNNING, lease_until__lt=moment)
    return waiting | abandoned


def take_next(worker: str) -> Lease | None:
    """Take the job that has waited longest, or one whose worker has died; None if nothing is to be done."""
    while True:
        moment = calendar.instant()
        with transaction.atomic():
            candidates = Job.objects.filter(_takeable(moment)).order_by("run_after", "pk")
            if connection.features.has_select_for_update_skip_locked:
                candidates = candidates.select_for_update(skip_locked=True)
            job = candidates.first()
            if job is None:
                return None
            # The update repeats the condition, so that of two workers that saw the same row only one gets it on any database.
            held = Job.objects.filter(_takeable(moment), pk=job.pk, attempts=job.attempts)
            if job.attempts >= job.max_attempts:
                held.update(state=Job.State.FAILED, error=STOPPED, lease_until=None, finished_at=moment)
                continue
            if job.cancel_asked:
                held.update(state=Job.State.CANCELLED, lease_until=None, finished_at=moment)
                continue
            taken = held.update(
                state=Job.State.RUNNING,
                attempts=job.attempts + 1,
                worker=worker,
                lease_until=moment + LEASE,
                heartbeat_at=moment,
                started_at=moment,
            )
        if taken:
            job.refresh_from_db()
            return Lease(job=job, attempt=job.attempts)


def sign_of_life(worker: str) -> None:
    """Note that a worker lives, and forget those that have been silent for a day."""
    moment = calendar.instant()
    Worker.objects.filter(heartbeat_at__lt=moment - timedelta(days=1)).delete()
    Worker.objects.update_or_create(
        name=worker, defaults={"heartbeat_at": moment}, create_defaults={"started_at": moment, "heartbeat_at": moment}
    )


def worker_seen_at() -> datetime | None:
    """When a worker last gave a sign of life; for the health check."""
    return Worker.objects.order_by("-heartbeat_at").values_list("heartbeat_at", flat=True).first()
