"""The real page, which is not in the repository: PLAN_PAGE names the file."""

import os
from pathlib import Path

import pytest

from zugong.kernel.documents.reading.plan import read_plan

_PAGE = os.environ.get("PLAN_PAGE")
pytestmark = pytest.mark.skipif(not _PAGE, reason="PLAN_PAGE names no page")

# Value, second value, unit, comparator, hedge and the beginning of the nearest heading.
_TARGETS = [
    (10_000, None, "名", "~", None, "创新线上"),
    (30, None, "名", "~", None, "强化保障"),
    (300, None, "个", "=", None, "在人才工作格局"),
    (200, None, "名", "=", None, "在人才工作格局"),
    (10, None, "名", "=", None, "在人才工作格局"),
    (6, None, "个月", "<=", None, "加强后续"),
    (20, None, "%", ">=", "力争", "解决“谁来管"),
    (50, None, "名", "=", None, "探索“融进来"),
    (4, 1, "", "ratio", None, "扩增量"),
    (80, None, "%", ">=", None, "抓配备"),
    (100, None, "%", "=", None, "抓配备"),
    (100, None, "%", "=", None, "抓组建"),
    (100, None, "%", "=", None, "促规范"),
    (2, 3, "个", "between", None, "促规范"),
    (100, None, "%", "=", None, "建机制"),
    (5, None, "个", "=", "力争", "建机制"),
    (15, None, "个", "=", "力争", "建机制"),
]


def test_the_page_gives_exactly_its_targets_in_order():
    found = read_plan(Path(_PAGE or "")).targets
    seen = [
        (t.value, t.value2, t.unit, t.comparator.value, t.hedge, (t.heading or "")[: len(wanted[-1])])
        for t, wanted in zip(found, _TARGETS, strict=False)
    ]
    assert seen == _TARGETS
    assert len(found) == len(_TARGETS)


def test_the_scopes_and_deadlines_of_the_page_are_read():
    found = read_plan(Path(_PAGE or "")).targets
    scopes = {t.value: t.scope for t in found if t.scope}
    assert scopes[80] == "全市"
    assert scopes[2].startswith("各县区")
    assert scopes[6].startswith("各县区")
    assert [t.deadline for t in found if t.value == 6] == ["半年内"]
