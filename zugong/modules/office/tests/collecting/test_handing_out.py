"""Forms for many units are handed out and taken back in the background: each unit exactly once, whatever happens to the worker."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import cancel
from zugong.kernel.jobs.worker import run_due
from zugong.kernel.procedures.models import Duty
from zugong.kernel.procedures.moving import take
from zugong.modules.office.actions.collecting import answering, handing_out
from zugong.modules.office.models import FormReturn, OneOffForm

EVERYBODY = ("village", "other_village", "far_village")


class Killed(BaseException):
    """The worker is gone, without a word."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """What is more than one unit is many."""
    monkeypatch.setattr(handing_out, "AT_ONCE", 1)
    monkeypatch.setattr(handing_out, "BATCH", 1)


def killed_after(steps):
    """A sign of progress that ends the worker after so many steps."""
    left = [steps]

    def tell(*_told):
        left[0] -= 1
        if left[0] <= 0:
            raise Killed

    return tell


def move(asking, form, name, **more):
    return take("office.one_off_form", name, OneOffForm.objects.get(pk=form.pk), by=asking.user("officer"), **more)


def owing():
    return Duty.objects.open().filter(kind=answering.FILL_DUTY).count()


def test_few_units_have_the_form_at_once(asking):
    assert asking.send(to=("village",)).returns.count() == 1
    assert not Job.objects.exists()


def test_many_units_get_the_form_from_the_worker(asking):
    form = asking.send()
    assert (form.state, form.returns.count()) == ("sent", 0)
    run_due()
    assert (form.returns.count(), owing()) == (3, 3)
    assert handing_out.work_on(form) is None


def test_how_far_it_has_come_is_told(asking):
    form = asking.send()
    with pytest.raises(Killed):
        handing_out.hand_out_all(form.pk, asking.user("officer"), killed_after(1))
    work = handing_out.work_on(form)
    assert (work.done, work.total, work.taking_back, work.has_stopped) == (1, 3, False, False)


@given(steps=st.lists(st.integers(1, 3), max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_killed_anywhere_each_unit_is_asked_once(asking, steps):
    form = asking.send()
    for count in steps:
        try:
            handing_out.hand_out_all(form.pk, asking.user("officer"), killed_after(count))
        except Killed:
            continue
    run_due()
    asked = FormReturn.objects.filter(form=form).values_list("unit__name", flat=True)
    assert sorted(asked) == sorted(asking.city.units[name].name for name in EVERYBODY)
    for entry in form.returns.all():
        assert Duty.objects.open().about(entry).count() == 1


def test_a_form_withdrawn_meanwhile_goes_no_further(asking):
    form = asking.send()
    with pytest.raises(Killed):
        handing_out.hand_out_all(form.pk, asking.user("officer"), killed_after(1))
    move(asking, form, "withdraw", why="发错了")
    run_due()
    assert [entry.state for entry in form.returns.all()] == ["dropped"]
    assert owing() == 0


def test_many_units_are_let_off_by_the_worker(asking):
    form = asking.send()
    run_due()
    move(asking, form, "withdraw", why="发错了")
    assert handing_out.work_on(OneOffForm.objects.get(pk=form.pk)).taking_back
    with pytest.raises(Killed):
        handing_out.take_all_back(form.pk, asking.user("officer"), killed_after(2))
    run_due()
    assert set(form.returns.values_list("state", flat=True)) == {"dropped"}
    assert owing() == 0


def test_what_came_back_stays_when_the_form_is_closed(asking):
    form = asking.send()
    run_due()
    asking.confirm(asking.fill(form))
    move(asking, form, "close")
    run_due()
    assert sorted(form.returns.values_list("state", flat=True)) == ["confirmed", "dropped", "dropped"]


def test_nobody_is_asked_to_merge_before_everybody_was_asked(asking):
    form = asking.send()
    with pytest.raises(Killed):
        handing_out.hand_out_all(form.pk, asking.user("officer"), killed_after(1))
    asking.confirm(asking.fill(form))
    assert not Duty.objects.open().filter(kind=answering.MERGE_DUTY).exists()


def test_the_page_shows_the_progress_and_then_the_rows(asking, as_):
    form = asking.send()
    client, address = as_("officer"), form.get_absolute_url()
    assert "3 个单位已发 0 个" in client.get(address).text
    assert "3 个单位已发 0 个" in client.get(f"{address}progress/").text
    run_due()
    assert "正在下发" not in client.get(address).text
    assert client.get(f"{address}progress/")["HX-Refresh"] == "true"


def test_a_job_that_was_stopped_can_be_done_again(asking, as_):
    form = asking.send()
    cancel(Job.objects.get())
    page = as_("officer").get(form.get_absolute_url()).text
    assert "后台任务没有做完" in page
    as_("officer").post(f"/jobs/{Job.objects.get().pk}/retry/")
    run_due()
    assert form.returns.count() == 3
