"""The page of background jobs: one's own, how far they are, and stopping them."""

import pytest

from zugong.kernel import calendar
from zugong.kernel.jobs.models import Job


@pytest.fixture
def job(city):
    """Make a job of a user: `job("officer", state="running")`."""

    def make(user: str, **values) -> Job:
        now = calendar.now()
        return Job.objects.create(name="trial.job", by=city.users[user], run_after=now, created_at=now, **values)

    return make


def shown(response) -> list[int]:
    return [line["job"].pk for line in response.context["lines"]]


def test_everybody_sees_the_own_jobs_and_who_looks_after_the_system_all(as_, job):
    mine, other = job("officer"), job("leader")
    assert shown(as_("officer").get("/jobs/")) == [mine.pk]
    assert shown(as_("system_admin").get("/jobs/")) == [other.pk, mine.pk]


def test_the_list_renews_itself_while_a_job_is_open(as_, job):
    running = job("officer", state="running", progress=3, total=10)
    assert "every 3s" in as_("officer").get("/jobs/").text
    Job.objects.filter(pk=running.pk).update(state="done")
    assert "every 3s" not in as_("officer").get("/jobs/").text


def test_htmx_gets_the_list_alone(as_, job):
    job("officer")
    assert "<html" not in as_("officer").get("/jobs/", headers={"HX-Target": "jobs"}).text


def test_a_waiting_job_is_cancelled_and_queued_again(as_, job):
    waiting = job("officer")
    client = as_("officer")
    client.post(f"/jobs/{waiting.pk}/cancel/")
    assert Job.objects.get().state == "cancelled"
    client.post(f"/jobs/{waiting.pk}/retry/")
    assert Job.objects.get().state == "queued"


def test_nobody_cancels_the_job_of_another(as_, job):
    running = job("leader", state="running")
    assert as_("officer").post(f"/jobs/{running.pk}/cancel/").status_code == 404
    assert as_("officer").post(f"/jobs/{running.pk}/retry/").status_code == 404
    assert not Job.objects.get().cancel_asked


@pytest.mark.parametrize(
    ("url", "link"), [("/board/", "/board/"), ("//evil.example/", ""), ("javascript:x", ""), (3, "")]
)
def test_a_result_leads_only_to_pages_of_this_site(as_, job, url, link):
    job("officer", state="done", result={"url": url})
    assert as_("officer").get("/jobs/").context["lines"][0]["url"] == link
