"""A form that comes again is taken once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.test import RequestFactory

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.sending.jobs import KEPT_DAYS, forget_old_keys
from zugong.kernel.sending.models import SentForm
from zugong.kernel.sending.once import taken_once


class Form:
    """A page that notes how often it was sent to, and answers as it is told."""

    def __init__(self, response):
        self.response, self.times = response, 0

    def __call__(self, request):
        self.times += 1
        Parameter.objects.create(code="x.y", value=1, valid_from=calendar.today(), source="试")
        return self.response


@pytest.fixture
def user(db):
    return User.objects.create_user("clerk")


@pytest.fixture
def send(user):
    def sent(page, key, *, path="/x/", by=user, method="post"):
        request = getattr(RequestFactory(), method)(path, headers={"Idempotency-Key": str(key)} if key else {})
        request.user = by
        return taken_once(page)(request)

    return sent


def told(response):
    return response.status_code, response.content.decode()


def test_the_same_key_is_taken_once_and_answered_twice_alike(send):
    page, key = Form(HttpResponseRedirect("/plan/reports/1/")), uuid4()
    first, again = send(page, key), send(page, key)
    assert told(first) == told(again) == (200, '{"location": "/plan/reports/1/"}')
    assert page.times == 1


def test_the_pages_own_json_is_kept(send):
    page, key = Form(JsonResponse({"number": 7})), uuid4()
    assert told(send(page, key)) == told(send(page, key)) == (200, '{"number": 7}')
    assert page.times == 1


@pytest.mark.parametrize(
    "refusal", [HttpResponse("again", status=200), HttpResponse(status=422), HttpResponse(status=403)]
)
def test_what_was_refused_may_come_again(send, refusal):
    page, key = Form(refusal), uuid4()
    assert send(page, key) is refusal
    send(page, key)
    assert page.times == 2
    assert not SentForm.objects.exists()


def test_a_fault_leaves_nothing_behind(send):
    send(Form(HttpResponse(status=500)), uuid4())
    assert not Parameter.objects.exists()
    assert not SentForm.objects.exists()


def test_another_users_key_is_another_key(send, user):
    page, key = Form(HttpResponseRedirect("/")), uuid4()
    send(page, key)
    send(page, key, by=User.objects.create_user("other"))
    assert page.times == 2


def test_a_key_is_not_used_for_another_form(send):
    page, key = Form(HttpResponseRedirect("/")), uuid4()
    send(page, key)
    assert send(page, key, path="/y/").status_code == 409
    assert page.times == 1


def test_a_key_that_is_none_is_refused(send):
    page = Form(HttpResponseRedirect("/"))
    assert send(page, "first").status_code == 400
    assert page.times == 0


@pytest.mark.parametrize(("key", "method"), [("", "post"), (uuid4(), "get")])
def test_what_names_no_key_or_sends_nothing_passes(send, key, method):
    page = Form(HttpResponse("ok"))
    send(page, key, method=method)
    assert page.times == 1
    assert not SentForm.objects.exists()


def test_cookies_of_the_page_reach_the_sender(send):
    response = HttpResponseRedirect("/")
    response.set_cookie("messages", "done")
    assert send(Form(response), uuid4()).cookies["messages"].value == "done"


def test_keys_are_put_away_when_nobody_sends_any_more(send):
    send(Form(HttpResponseRedirect("/")), uuid4())
    assert forget_old_keys(None) == {"put_away": 0}
    with calendar.on(calendar.today() + timedelta(days=KEPT_DAYS + 1)):
        assert forget_old_keys(None) == {"put_away": 1}
