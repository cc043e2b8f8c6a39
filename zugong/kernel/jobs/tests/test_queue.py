import pytest

from zugong.kernel.access.models import User
from zugong.kernel.jobs import queue
from zugong.kernel.jobs.declaring import UnknownJob
from zugong.kernel.jobs.models import Job, Worker
from zugong.kernel.jobs.worker import run_due, run_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(declared):
    calls = []
    declared.job("test.note")(lambda progress, **arguments: calls.append(arguments) or len(calls))
    return calls


def test_a_job_is_done_with_its_arguments_and_keeps_its_result(done):
    job = queue.enqueue("test.note", unit=7)
    assert run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.result, done) == (Job.State.DONE, 1, [{"unit": 7}])


def test_an_undeclared_job_is_refused_with_names_that_come_near(done):
    with pytest.raises(UnknownJob, match=r"test\.note"):
        queue.enqueue("test.notes")


def test_two_functions_cannot_bear_one_name(declared):
    declared.job("test.one")(lambda progress: None)
    with pytest.raises(ValueError, match=r"test\.one"):
        declared.job("test.one")(lambda progress: None)


def test_a_key_names_the_work_for_good(done):
    first = queue.enqueue("test.note", key="once")
    run_due()
    assert queue.enqueue("test.note", key="once") == first
    assert run_due() == 0
    assert len(done) == 1


def test_jobs_without_a_key_are_each_done(done):
    queue.enqueue("test.note")
    queue.enqueue("test.note")
    assert run_due() == 2


def test_the_one_who_asked_is_kept(done):
    user = User.objects.create_user("asks")
    assert queue.enqueue("test.note", by=user).by == user


def test_a_failed_job_waits_twice_as_long_each_time_and_then_has_failed(declared, later):
    declared.job("test.fails")(lambda progress: 1 / 0)
    job = queue.enqueue("test.fails")
    assert run_due() == 1
    assert run_due() == 0
    later(seconds=11)
    assert run_due() == 1
    later(seconds=11)
    assert run_due() == 0
    later(seconds=10)
    assert run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 3)
    assert "ZeroDivisionError" in job.error


def test_the_longest_wait_is_an_hour():
    assert queue.back_off(1) == queue.FIRST_BACK_OFF
    assert queue.back_off(30) == queue.LONGEST_BACK_OFF


def test_a_failed_job_can_be_queued_anew_and_a_finished_one_cannot(declared, later):
    outcomes = iter([1 / 1, 0])
    declared.job("test.second")(lambda progress: 1 / next(outcomes))
    good, bad = queue.enqueue("test.second", max_attempts=1), queue.enqueue("test.second", max_attempts=1)
    run_due()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (Job.State.DONE, Job.State.FAILED)
    assert queue.retry(bad)
    assert not queue.retry(good)


def test_a_lease_is_held_by_one_worker_only(done):
    queue.enqueue("test.note")
    assert queue.take_next("one") is not None
    assert queue.take_next("two") is None


def test_an_abandoned_job_is_taken_up_after_its_lease_and_the_first_holder_can_write_no_more(done, later):
    job = queue.enqueue("test.note")
    dead = queue.take_next("dead")
    later(seconds=59)
    assert queue.take_next("next") is None
    later(seconds=2)
    taken = queue.take_next("next")
    assert taken.job == job
    assert not dead.renew()
    assert not dead.finish("late")
    assert taken.finish("good")
    job.refresh_from_db()
    assert (job.result, job.worker) == ("good", "next")


def test_a_heartbeat_keeps_the_lease(done, later):
    queue.enqueue("test.note")
    lease = queue.take_next("slow")
    later(seconds=50)
    assert lease.renew()
    later(seconds=50)
    assert queue.take_next("next") is None


def test_a_job_that_kills_its_workers_fails_in_the_end(done, later):
    job = queue.enqueue("test.note", max_attempts=2)
    for worker in ("first", "second"):
        assert queue.take_next(worker)
        later(seconds=61)
    assert queue.take_next("third") is None
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, queue.STOPPED)


def test_a_waiting_job_is_cancelled_at_once(done):
    job = queue.enqueue("test.note")
    queue.cancel(job)
    assert run_due() == 0
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_running_job_is_cancelled_at_its_next_sign_of_progress(declared):
    @declared.job("test.long")
    def long(progress):
        queue.cancel(progress.job)
        progress(1, 1)
        pytest.fail("it went on")

    job = queue.enqueue("test.long")
    run_due()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_finished_job_cannot_be_cancelled(done):
    job = queue.enqueue("test.note")
    run_due()
    with pytest.raises(queue.CannotCancel):
        queue.cancel(job)


def test_progress_is_written_for_others_to_see(declared):
    seen = []

    @declared.job("test.counts")
    def counts(progress):
        progress(3, 12, "三")
        stored = Job.objects.get(pk=progress.job.pk)
        seen.append((stored.percent, stored.message))

    queue.enqueue("test.counts")
    run_due()
    assert seen == [(25, "三")]


def test_progress_of_every_row_does_not_write_every_row(declared, django_assert_max_num_queries):
    @declared.job("test.rows")
    def rows(progress):
        for number in range(1000):
            progress(number, 1000)

    queue.enqueue("test.rows")
    with django_assert_max_num_queries(30):
        run_due()


def test_daily_jobs_are_queued_once_a_day(declared, settings):
    from datetime import date

    runs = []
    declared.daily("test.daily")(lambda progress: runs.append(1))
    assert len(queue.enqueue_daily()) == 1
    assert queue.enqueue_daily() == []
    run_due()
    settings.TODAY = date(2023, 7, 4)
    assert len(queue.enqueue_daily()) == 1


def test_a_job_declared_elsewhere_can_be_made_daily(declared):
    declared.job("test.elsewhere")(lambda progress: None)
    declared.daily("test.elsewhere")
    assert declared.daily_names() == ("test.elsewhere",)


@pytest.mark.django_db(transaction=True)
def test_a_worker_shows_that_it_lives_and_does_what_is_due(done):
    queue.enqueue("test.note")
    run_worker(once=True)
    assert len(done) == 1
    assert queue.worker_seen_at() is not None


def test_workers_that_are_silent_for_a_day_are_forgotten(later):
    queue.sign_of_life("old")
    later(hours=25)
    queue.sign_of_life("new")
    assert [worker.name for worker in Worker.objects.all()] == ["new"]


def test_no_worker_has_ever_been_seen():
    assert queue.worker_seen_at() is None
