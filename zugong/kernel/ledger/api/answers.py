"""What a kept idempotency key gives back, and the form in which answers are sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.models import KeptAnswer, User
from zugong.kernel.ledger.api.problems import Mistake, Problem
from zugong.kernel.sealing.keys import sm3

HEADER = "Idempotency-Key"
LONGEST_KEY = 80
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: content, status, headers."""

    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def sent(self) -> HttpResponse:
        """The answer as JSON."""
        unescaped = {"ensure_ascii": False}
        return JsonResponse(
            self.content, status=self.status, headers=self.headers, safe=False, json_dumps_params=unescaped
        )


def once(request: HttpRequest, user: User, make: Callable[[], Answer]) -> Answer:
    """What `make` answers; for a request with a key, what it answered the first time within a day.

    The answer is kept in the transaction that makes it: a process killed in between has neither made nor kept anything.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return make()
    if len(key) > LONGEST_KEY or not key.isascii():
        reason = _("幂等键最长 %(most)s 个字符，只含 ASCII 字符") % {"most": LONGEST_KEY}
        raise Problem("invalid", reason, mistakes=[Mistake(f"header/{HEADER}", HEADER, reason)])
    asked = sm3(b"\0".join((request.path.encode(), request.body)))
    _forget_old()
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.select_for_update().filter(user=user, key=key).first()
            return _again(kept, asked) if kept else _kept(make(), user, key, asked)
    except IntegrityError:
        # Somebody else was given the same key at the same moment and has answered first.
        return _again(KeptAnswer.objects.get(user=user, key=key), asked)


def _forget_old() -> None:
    KeptAnswer.objects.filter(kept_at__lt=calendar.instant() - KEPT).delete()


def _again(kept: KeptAnswer, asked: str) -> Answer:
    if kept.asked != asked:
        raise Problem("key-reused", _("这个幂等键已用于内容不同的请求，请换一个"))
    return Answer(kept.body, kept.status, kept.headers | {"Idempotency-Replayed": "true"})


def _kept(answer: Answer, user: User, key: str, asked: str) -> Answer:
    KeptAnswer.objects.create(
        user=user, key=key, asked=asked, status=answer.status, headers=answer.headers, body=answer.content,
        kept_at=calendar.instant(),
    )  # fmt: skip
    return answer
