"""What pydantic says of a body, in the words of this platform."""

from typing import Any

from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from zugong.kernel.ledger.api.problems import Mistake, Problem


def mistakes_in(error: ValidationError) -> Problem:
    """The problem that tells each mistake in a body once."""
    found: dict[str, Mistake] = {}
    for one in error.errors:
        # The first two steps are ninja's own: the body, and the argument that it is given to.
        path = [str(step) for step in one["loc"][2:]]
        name = path[0] if path else ""
        pointer = f"#/{name}" if name else "#"
        found.setdefault(pointer, Mistake(pointer, name, _reason(one), _hint(one)))
    said = _("有 %(count)s 处不符合要求") % {"count": len(found)}
    return Problem("invalid", said, mistakes=found.values())


def _reason(one: dict[str, Any]) -> str:
    limits = one.get("ctx", {})
    kind: str = one["type"]
    known = {
        "missing": _("必须填写"),
        "extra_forbidden": _("没有这个字段"),
        "string_too_short": _("不能为空"),
        "literal_error": _("不在可选范围内"),
        "enum": _("不在可选范围内"),
        "string_pattern_mismatch": _("格式不对"),
    }
    if kind == "string_too_long":
        return _("最多 %(most)s 个字") % {"most": limits.get("max_length", "")}
    kinds = {"string": _("须是文字"), "int": _("须是整数"), "bool": _("须是 true 或 false"), "list": _("须是列表")}
    return known.get(kind) or kinds.get(kind.partition("_")[0]) or _("不符合要求")


def _hint(one: dict[str, Any]) -> str:
    expected = one.get("ctx", {}).get("expected")
    if one["type"] == "literal_error" and expected:
        return _("可填：%(codes)s") % {"codes": expected.replace("'", "").replace(" or ", ", ").replace(", ", "、")}
    if one["type"] == "string_pattern_mismatch" and "d{4}-" in one.get("ctx", {}).get("pattern", ""):
        return _("例如 2023-03-31")
    return ""
