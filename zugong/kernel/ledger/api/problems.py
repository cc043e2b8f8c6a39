"""Why something was not done, told as RFC 9457 asks: a stable type, a status, a sentence, and each mistake with its place."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:zugong:problem:{slug}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: where (`pointer` as in `#/title`), in which field, why, and what would be right."""

    pointer: str
    field: str
    reason: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    slug: str
    status: int
    title: Any


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("malformed", 400, _("请求无法读懂")),
        Kind("unauthenticated", 401, _("没有登录，或令牌无效")),
        Kind("forbidden", 403, _("没有权限")),
        Kind("out-of-scope", 403, _("令牌的范围不含这一操作")),
        Kind("not-found", 404, _("没有找到")),
        Kind("method-not-allowed", 405, _("这个地址不支持这种请求")),
        Kind("conflict", 409, _("与已有内容冲突")),
        Kind("voided", 409, _("记录已作废")),
        Kind("not-voided", 409, _("记录没有作废")),
        Kind("stale", 412, _("记录已被他人修改")),
        Kind("too-large", 413, _("请求内容过大")),
        Kind("invalid", 422, _("内容不符合要求")),
        Kind("key-reused", 422, _("幂等键已用于另一个请求")),
        Kind("version-required", 428, _("须说明修改的是哪一版")),
        Kind("too-many-requests", 429, _("请求过于频繁")),
        Kind("failure", 500, _("服务器出错")),
    )
}


class Problem(Exception):
    """Something was not done. The slug is one of KINDS; the detail is for people, in their language."""

    def __init__(
        self, slug: str, detail: Any = "", *, mistakes: Iterable[Mistake] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.kind = KINDS[slug]
        self.detail = detail
        self.mistakes = list(mistakes)
        self.headers = dict(headers or {})
        super().__init__(slug, detail)

    def answer(self) -> HttpResponse:
        """The problem as it is sent."""
        told = {
            "type": TYPE.format(slug=self.kind.slug),
            "title": str(self.kind.title),
            "status": self.kind.status,
            "detail": str(self.detail or self.kind.title),
            "errors": [asdict(mistake) for mistake in self.mistakes],
        }
        response = JsonResponse(told, status=self.kind.status, json_dumps_params={"ensure_ascii": False})
        response.headers["Content-Type"] = MEDIA_TYPE
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


@dataclass(slots=True)
class Mistakes:
    """Mistakes as they are found; `stop` ends the request if there are any."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, pointer: str, name: str, reason: Any, suggestion: Any = "") -> None:
        """Note one."""
        self.found.append(Mistake(pointer, name, str(reason), str(suggestion)))

    def stop(self) -> None:
        """Raise the problem that tells them all."""
        if self.found:
            raise Problem("invalid", _("有 %(count)s 处不符合要求") % {"count": len(self.found)}, mistakes=self.found)
