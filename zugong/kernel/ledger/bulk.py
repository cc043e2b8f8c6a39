"""The same change to many records: judged row by row by their form, written all or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.history.following import together
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.saving import write

MOST_ROWS = 500
SALT = "ledger.bulk"


class CannotChangeAll(Exception):
    """Some row cannot be changed, so none was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would become of one row: it changes, it stays as it is, or it is refused and why."""

    record: Any
    name: str
    form: Any
    changes: bool
    problems: tuple[str, ...] = ()


def fields_for_all(form: Any) -> list[Any]:
    """The fields of a form that many records can share: of the record itself, not sealed, not the one thing that tells them apart."""
    return [form[name] for name, field in form.fields.items() if _can_be_shared(form, name, field)]


def _can_be_shared(form: Any, name: str, field: Any) -> bool:
    if name not in (form._meta.fields or ()) or field.disabled:
        return False
    try:
        return not form._meta.model._meta.get_field(name).unique
    except FieldDoesNotExist:
        return False


def seal(records: Iterable[Any]) -> str:
    """Which rows were chosen and as which versions, to be carried through the pages."""
    records = list(records)
    return seal_as(records, {record.pk: record.version for record in records})


def seal_as(records: Iterable[Any], seen: Mapping[int, int]) -> str:
    """The same for rows of which other versions were seen than the present ones."""
    return signing.dumps([(record.pk, seen[record.pk]) for record in records], salt=SALT, compress=True)


def opened(ledger: Ledger, token: str, user: User) -> tuple[list[Any], dict[int, int]]:
    """The chosen rows that the user may still see, and the versions that the user saw. Raises BadSignature."""
    seen = dict(signing.loads(token, salt=SALT, max_age=24 * 60 * 60))
    found = ledger.visible_to(user).in_bulk(list(seen))
    return [found[pk] for pk in seen if pk in found], seen


def judge(
    ledger: Ledger, records: Sequence[Any], seen: Mapping[int, int], typed: Any, names: Sequence[str], user: User
) -> list[Outcome]:
    """What the change would do to each row, by the row's own form. `typed` is what was sent, `names` the fields to change."""
    form_class = form_for(ledger)
    return [_judge_row(ledger, form_class, record, seen[record.pk], typed, names, user) for record in records]


def _judge_row(
    ledger: Ledger, form_class: Any, record: Any, version: int, typed: Any, names: Sequence[str], user: User
) -> Outcome:
    name = str(record)
    if not ledger.may_edit(user, record):
        return Outcome(record, name, None, changes=False, problems=(_("您无权修改这一条"),))
    if record.version != version:
        return Outcome(record, name, None, changes=False, problems=(_("您选择之后，他人已修改这一条"),))
    form = form_class(_data(form_class(instance=record, user=user), typed, names), instance=record, user=user)
    if not form.is_valid():
        problems = tuple(_in_words(form, field, errors) for field, errors in form.errors.items())
        return Outcome(record, name, form, changes=False, problems=problems)
    if not ledger.may_edit(user, record):
        return Outcome(record, name, form, changes=False, problems=(_("您不能为该单位填写，请改选您所辖的单位"),))
    return Outcome(record, name, form, changes=bool(set(form.changed_data) & set(names)))


def _data(present: Any, typed: Any, names: Sequence[str]) -> Any:
    """What the form would send if somebody opened it and changed these fields alone."""
    data = typed.copy()
    for name in [name for name in data if name not in names]:
        del data[name]
    for name, field in present.fields.items():
        value = present[name].value()
        if name in names or value is None or value is False or field.disabled:
            continue
        data.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return data


def _in_words(form: Any, name: str, errors: Iterable[str]) -> str:
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}：{'；'.join(errors)}" if label else "；".join(errors)


@transaction.atomic
def change_all(*, outcomes: Sequence[Outcome], by: User, why: str) -> int:
    """Write every row that changes, each with its own entry in the history. Raises CannotChangeAll, and then writes nothing."""
    if not why.strip():
        raise CannotChangeAll(_("请写明原因"))
    refused = [one.name for one in outcomes if one.problems]
    if refused:
        raise CannotChangeAll(_("有 %d 条不能修改，全部未改") % len(refused))
    changing = [one for one in outcomes if one.changes]
    with together():
        for one in changing:
            _save(one, by, why)
    return len(changing)


def _save(one: Outcome, by: User, why: str) -> None:
    try:
        for record in one.form.records() if hasattr(one.form, "records") else [one.record]:
            write(record, by=by, why=why)
    except ChangedMeanwhile as error:
        raise CannotChangeAll(_("“%s”刚被他人修改，全部未改") % one.name) from error
