"""The synthetic plans in plans/ are read without a miss and without a false find."""

import json
from collections import Counter
from pathlib import Path

import pytest

from zugong.kernel.documents.reading.plan import read_plan

_PLANS = sorted((Path(__file__).parent / "plans").glob("*.txt"))
_DETAILS = ("quote", "value", "value2", "unit", "what", "comparator", "hedge", "scope", "deadline", "heading")


def found_in(plan: Path) -> list[dict[str, object]]:
    return [{name: getattr(target, name) for name in _DETAILS} for target in read_plan(plan).targets]


def expected_in(plan: Path) -> list[dict[str, object]]:
    return json.loads(plan.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("plan", _PLANS, ids=lambda plan: plan.stem)
def test_the_targets_of_a_plan_are_those_written_down(plan):
    assert found_in(plan) == expected_in(plan)


def test_precision_and_recall_over_all_plans_are_whole():
    right = found = wanted = 0
    for plan in _PLANS:
        have = Counter((t["quote"], t["value"], t["value2"]) for t in found_in(plan))
        want = Counter((t["quote"], t["value"], t["value2"]) for t in expected_in(plan))
        right += (have & want).total()
        found += have.total()
        wanted += want.total()
    assert len(_PLANS) >= 15
    assert (right / found, right / wanted) == (1, 1), f"{right} right of {found} found and {wanted} wanted"
