"""Entity tags: which state of a record somebody has seen, so that nobody overwrites what somebody else has written since.

A tag is the record's version and a digest of the answer, `"3.9f86d081"`. The version guards writing: a unit's new name, which is part of
the answer, does not keep anybody from changing a person in it. The whole tag decides whether an answer is the one seen before.
"""

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.api.problems import Mistake, Problem
from zugong.kernel.ledger.versions import Difference, changed_since
from zugong.kernel.sealing.keys import sm3
from zugong.kernel.sealing.values import sealed_of

TAG = re.compile(r'"(\d{1,9})(?:\.[0-9a-f]+)?"')


def tag_of(record: Any, told: dict[str, Any]) -> str:
    """The tag of a record as it is told to one reader."""
    content = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{getattr(record, "version", 0)}.{sm3(content.encode())[:12]}"'


def is_known(request: HttpRequest, tag: str) -> bool:
    """True if the caller says that it has this very answer already."""
    said = request.headers.get("If-None-Match", "")
    return said.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in said.split(",")}


def version_seen(request: HttpRequest) -> int:
    """The version that the caller has seen and means to change. Raises the problem that it does not say so."""
    said = request.headers.get("If-Match", "").strip()
    if not said:
        hint = _("请先读取记录，把它的 ETag 原样放在 If-Match 里")
        raise Problem(
            "version-required", hint, mistakes=[Mistake("header/If-Match", "If-Match", _("缺少 If-Match"), hint)]
        )
    found = TAG.fullmatch(said)
    if found is None:
        reason = _("不是读取时得到的 ETag")
        raise Problem(
            "invalid", reason, mistakes=[Mistake("header/If-Match", "If-Match", reason, _('例如 "3.9f86d081"'))]
        )
    return int(found[1])


def check_version(request: HttpRequest, record: Any, user: User) -> int:
    """The version seen, which is the record's own. Raises the problem that it no longer is, which tells what has changed."""
    seen = version_seen(request)
    if seen != record.version:
        raise stale(record, seen, user)
    return seen


def stale(record: Any, seen: int, user: User) -> Problem:
    """The problem that somebody has changed the record since, field by field, each as the user may read it."""
    said = {"seen": seen, "now": record.version}
    names = {one.token: one.name for one in sealed_of(type(record))}
    changed = [
        Mistake(f"#/{name}", name, _changed(one))
        for one in changed_since(record, seen, user)
        if (name := names.get(one.name, one.name))
    ]
    return Problem(
        "stale", _("您读取的是第 %(seen)s 版，现在是第 %(now)s 版；请重新读取后再提交") % said, mistakes=changed
    )


def _changed(one: Difference) -> str:
    if one.before == one.after:
        return _("%(label)s：您读取之后已改动") % {"label": one.label}
    said = {"label": one.label, "before": one.before, "after": one.after}
    return _("%(label)s：您读取之后由“%(before)s”改为“%(after)s”") % said
