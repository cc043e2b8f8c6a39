"""Reading a plan's file into an edition, and correcting what was read before it is accepted."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.documents.reading.plan import read_plan_bytes
from zugong.kernel.documents.reading.shapes import BlockKind, Comparator, PlanReading
from zugong.kernel.documents.reading.targets.deadlines import Calendar
from zugong.kernel.history import writing
from zugong.kernel.ledger.marks import FIRST_LINES, mark_in
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.models import Edition, Plan

EARLIEST, LATEST = 2000, 2100
TARGET_FIELDS = ("value", "value2", "unit", "what", "comparator", "hedge", "scope", "deadline")


class CannotUpload(Exception):
    """The file does not become an edition; the message says why, `field` which of the things given is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CannotCorrect(Exception):
    """The correction is refused; the message says why and what would be right."""


@transaction.atomic
def upload(
    *,
    unit: Unit,
    content: bytes,
    name: str,
    by: User,
    year: int | None = None,
    issued_on: date | None = None,
    secrecy: str = "",
) -> Edition:
    """Read a file into a new edition of the unit's plan of the year; the plan itself changes only when it is accepted.

    A date or secrecy that is given holds for the plan at once. Raises CannotRead (the file), CannotUpload (no right, a mark of secrecy in
    the file, no year to be found).
    """
    if not may(by, Verb.PLAN, unit):
        raise CannotUpload(_("您不能为%(unit)s上传计划") % {"unit": unit}, "unit")
    reading = read_plan_bytes(content, name, issued_on=issued_on)
    mark = mark_in(reading.source_text.splitlines()[:FIRST_LINES])
    if mark:
        raise CannotUpload(
            _("“%(name)s”标有“%(mark)s”，涉密文件不得上传到本平台") % {"name": name, "mark": mark}, "file"
        )
    of_year = year or reading.year
    if of_year is None:
        raise CannotUpload(_("文件里没有找到年份，请填写年度"), "year")
    if not EARLIEST <= of_year <= LATEST:
        raise CannotUpload(_("年度应在%(first)s到%(last)s之间") % {"first": EARLIEST, "last": LATEST}, "year")
    plan = _plan(unit, of_year, reading)
    if plan.issued_on and reading.issued_on is None:
        # A corrected file often leaves out the date from which 半年内 counts.
        reading = read_plan_bytes(content, name, issued_on=plan.issued_on)
    plan.issued_on = issued_on or plan.issued_on or reading.issued_on
    plan.secrecy = secrecy or plan.secrecy
    writing.save(plan, by=by)
    return writing.save(_edition(plan, reading, name), by=by)


def _plan(unit: Unit, year: int, reading: PlanReading) -> Plan:
    """The unit's plan of the year; while it is still being checked, a new file also gives it its title."""
    plan = Plan.objects.select_for_update().filter(unit=unit, year=year).first() or Plan(unit=unit, year=year)
    if plan.state == Plan.State.READING and reading.title:
        plan.title = reading.title[:200]
    plan.title = plan.title or _("%(unit)s%(year)s年计划") % {"unit": unit, "year": year}
    return plan


def _edition(plan: Plan, reading: PlanReading, name: str) -> Edition:
    newest = Edition.with_voided.filter(plan=plan).order_by("-number").first()
    return Edition(
        plan=plan,
        number=newest.number + 1 if newest else 1,
        file_name=name[:200],
        source_text=reading.source_text,
        blocks=[asdict(block) for block in reading.blocks],
        repairs=[asdict(repair) for repair in reading.repairs],
        targets=[asdict(target) for target in reading.targets],
        read_at=calendar.now(),
    )


@transaction.atomic
def correct_block(*, edition: Edition, place: int, by: User, text: str, level: int, seen: int | None = None) -> Edition:
    """Correct one block: its words, and whether it is a heading (`level` from 1) or text (0).

    Targets in the block keep their words where these still stand in it; one whose words are gone is refused, so that no number is lost.
    """
    edition = _open(edition, by, seen)
    block = _block(edition, place)
    text = text.strip()
    if not text:
        raise CannotCorrect(_("文字不能为空"))
    if not 0 <= level <= 6:
        raise CannotCorrect(_("标题级别应在 0（正文）到 6 之间"))
    for target in edition.targets:
        if target["block"] == place:
            target["start"] = _place_of(target["quote"], text, near=target["start"])
            target["end"] = target["start"] + len(target["quote"])
    before = dict(block)
    kind = (
        BlockKind.HEADING if level else (BlockKind.PARAGRAPH if block["kind"] == BlockKind.HEADING else block["kind"])
    )
    block |= {"text": text, "level": level, "kind": kind}
    _rename_headings(edition)
    return _noted(edition, by, what="block", place=place, before=before, after=dict(block))


def _place_of(quote: str, text: str, *, near: int) -> int:
    """Where a target's words stand in the corrected text: of several places the nearest to the old one."""
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    if not places:
        raise CannotCorrect(_("这段里有量化目标“%(quote)s”，改后的文字须保留它，或先去掉这个目标") % {"quote": quote})
    return min(places, key=lambda at: abs(at - near))


@transaction.atomic
def add_target(
    *, edition: Edition, place: int, start: int, end: int, by: User, values: Mapping[str, Any], seen: int | None = None
) -> Edition:
    """Add a target that the reader missed: the words from `start` to `end` of a block, with its values."""
    edition = _open(edition, by, seen)
    text = _block(edition, place)["text"]
    if not 0 <= start < end <= len(text):
        raise CannotCorrect(_("请在正文中选中目标的原文"))
    target = {"quote": text[start:end], "block": place, "start": start, "end": end} | _checked(values)
    edition.targets = sorted([*edition.targets, target], key=lambda one: (one["block"], one["start"]))
    _rename_headings(edition)
    return _noted(edition, by, what="target", place=place, before=None, after=target)


@transaction.atomic
def change_target(
    *, edition: Edition, number: int, by: User, values: Mapping[str, Any], seen: int | None = None
) -> Edition:
    """Correct the values of the target with this number in the list (from 0); the quote stays as printed."""
    edition = _open(edition, by, seen)
    target = _target(edition, number)
    before = dict(target)
    target |= _checked({name: target.get(name) for name in TARGET_FIELDS} | dict(values))
    return _noted(edition, by, what="target", place=target["block"], before=before, after=dict(target))


@transaction.atomic
def drop_target(*, edition: Edition, number: int, by: User, why: str, seen: int | None = None) -> Edition:
    """Take out something that is no target after all; `why` is required and kept."""
    edition = _open(edition, by, seen)
    if not why.strip():
        raise CannotCorrect(_("请说明为什么这不是量化目标"))
    target = _target(edition, number)
    edition.targets = [one for place, one in enumerate(edition.targets) if place != number]
    return _noted(edition, by, what="target", place=target["block"], before=target, after=None, why=why)


@transaction.atomic
def date_document(*, edition: Edition, issued_on: date, by: User) -> Edition:
    """Say on which day the document was issued: deadlines such as 半年内 are counted from it."""
    edition = _open(edition, by, None)
    plan = edition.plan
    plan.issued_on = issued_on
    writing.save(plan, by=by, why=_("补填成文日期"))
    counting = Calendar(plan.year, issued_on)
    for target in edition.targets:
        words = target.get("deadline") or ""
        deadline = counting.within(words) if is_relative(words) else words
        if deadline != words:
            before = dict(target)
            target["deadline"] = deadline
            edition = _noted(edition, by, what="target", place=target["block"], before=before, after=dict(target))
    return edition


def is_relative(deadline: str) -> bool:
    """Whether a deadline is still in words (半年内), waiting for the day from which it counts."""
    return bool(deadline) and not deadline[:4].isdecimal()


def _open(edition: Edition, by: User, seen: int | None) -> Edition:
    """The edition as stored, locked, if `by` may correct it; `seen` is how many corrections the person knew of (None: does not matter)."""
    stored = Edition.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=edition.pk)
    if not may(by, Verb.PLAN, stored.plan.unit):
        raise CannotCorrect(_("您不能更正这份计划"))
    if stored.accepted_at is not None:
        raise CannotCorrect(_("这一版已确认，不能再改；如有更正请上传新版"))
    if seen is not None and seen != len(stored.corrections):
        # Targets are told apart by their place in the list, which another person's correction may have moved.
        raise CannotCorrect(_("刚才有人更正过这一版，请刷新页面，看过最新内容再改"))
    return stored


def _block(edition: Edition, place: int) -> dict[str, Any]:
    if not 0 <= place < len(edition.blocks):
        raise CannotCorrect(_("没有第%(place)s段") % {"place": place + 1})
    block: dict[str, Any] = edition.blocks[place]
    return block


def _target(edition: Edition, number: int) -> dict[str, Any]:
    if not 0 <= number < len(edition.targets):
        raise CannotCorrect(_("没有第%(number)s个目标") % {"number": number + 1})
    target: dict[str, Any] = edition.targets[number]
    return target


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a target in the reader's own form; raises CannotCorrect naming the field that is wrong."""
    found = {name: values.get(name) or None for name in TARGET_FIELDS}
    found["value"], found["value2"] = (_number(values.get(name)) for name in ("value", "value2"))
    found["unit"], found["what"] = str(values.get("unit") or ""), str(values.get("what") or "").strip()
    if found["value"] is None:
        raise CannotCorrect(_("请填写目标值"))
    if not found["what"]:
        raise CannotCorrect(_("请写明计的是什么"))
    if found["comparator"] not in set(Comparator):
        raise CannotCorrect(_("请选择比较方式"))
    if found["comparator"] in {Comparator.BETWEEN, Comparator.RATIO} and found["value2"] is None:
        raise CannotCorrect(_("介于和比例都要填写第二值"))
    if found["comparator"] == Comparator.BETWEEN and found["value2"] < found["value"]:
        raise CannotCorrect(_("第二值不能小于目标值"))
    return found


def _number(value: Any) -> int | float | None:
    if value in {None, ""}:
        return None
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise CannotCorrect(_("“%(value)s”不是数字") % {"value": value}) from None
    return int(number) if number.is_integer() else number


def _rename_headings(edition: Edition) -> None:
    """Let every target name the nearest heading above it anew."""
    nearest: list[str | None] = []
    for block in edition.blocks:
        nearest.append(block["text"] if block["level"] else (nearest[-1] if nearest else None))
    for target in edition.targets:
        target["heading"] = nearest[target["block"]]


def _noted(edition: Edition, by: User, **what: Any) -> Edition:
    edition.corrections = [*edition.corrections, {"by": str(by), "at": calendar.now().isoformat(), **what}]
    edition.save(update_fields=["blocks", "targets", "corrections"])
    return edition
