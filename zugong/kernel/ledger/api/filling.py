"""From what a program sent to a record: through the ledger's form, the one door, with each mistake told at its place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.access.sights import Sight
from zugong.kernel.history.writing import ChangedMeanwhile
from zugong.kernel.ledger.api.problems import Mistake, Mistakes, Problem
from zugong.kernel.ledger.api.schemas import UNSENT, Reference, codes_of
from zugong.kernel.ledger.api.values import code_field, columns_of, sight_of, value_of
from zugong.kernel.ledger.api.versions import stale
from zugong.kernel.ledger.declaring import Ledger
from zugong.kernel.ledger.forms import form_for
from zugong.kernel.ledger.saving import NotYours, save_form


def save(
    ledger: Ledger, record: Any, sent: Mapping[str, Any], *, by: User, seen: int | None = None, whole: bool = True
) -> Any:
    """Write what was sent into a record and save it; `whole` says that what was not sent is empty. Raises Problem."""
    form_class = form_for(ledger)
    form = form_class(
        _data(ledger, form_class, record, sent, by, whole=whole) | {"seen_version": seen}, instance=record, user=by
    )
    if not form.is_valid():
        mistakes = _mistakes_of(form)
        raise Problem("invalid", _("有 %(count)s 处不符合要求") % {"count": len(mistakes)}, mistakes=mistakes)
    try:
        with transaction.atomic():
            return save_form(ledger=ledger, form=form, by=by)
    except NotYours as error:
        raise Problem("forbidden", str(error)) from error
    except ChangedMeanwhile as error:
        stored = type(record).with_voided.get(pk=record.pk)
        raise stale(stored, seen or 0, by) from error
    except IntegrityError as error:
        raise Problem("conflict", _("同时有人保存了相同的内容，请重新读取后再提交")) from error


def _data(
    ledger: Ledger, form_class: Any, record: Any, sent: Mapping[str, Any], user: User, *, whole: bool
) -> dict[str, Any]:
    """What the form is given: as typed in the page, so that it judges both alike."""
    blank = form_class(instance=record, user=user)
    stored = {field.name for field in ledger.model._meta.concrete_fields}
    masked = _masked(ledger, record, user) if record.pk else {}
    data, mistakes = {}, Mistakes()
    for name, field in blank.fields.items():
        if name in UNSENT:
            continue
        untouched = name in masked and (name not in sent or sent[name] == masked[name])
        kept = not whole or record.pk is None or name not in stored
        if untouched or (name not in sent and kept):
            data[name] = field.prepare_value(blank.get_initial_for_field(field, name))
        else:
            data[name] = _typed(field, name, sent.get(name), user, mistakes)
    mistakes.stop()
    return data


def _masked(ledger: Ledger, record: Any, user: User) -> dict[str, Any]:
    """The values of the record that were told masked: sent back, the mask means that nothing was changed."""
    columns = [one for one in columns_of(ledger) if sight_of(one, record, user) != Sight.CLEAR]
    return {one.name: value_of(one, record, user) for one in columns}


def _typed(field: Any, name: str, value: Any, user: User, mistakes: Mistakes) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [_key(field, name, one, user, mistakes) for one in value or ()]
    if isinstance(field, forms.ModelChoiceField):
        return _key(field, name, value, user, mistakes)
    if isinstance(field, forms.JSONField):
        return "" if value is None else field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return value
    return "" if value is None else value if isinstance(value, list) else str(value)


def _key(field: Any, name: str, value: Any, user: User, mistakes: Mistakes) -> Any:
    """The key of the record that is pointed to, by its id or its code, among those the user may see."""
    if isinstance(value, Reference):
        value = value.code if value.id is None else value.id
    if value in (None, "") or isinstance(value, int):
        return "" if value is None else value
    model = field.queryset.model
    by_code = code_field(model)
    if not by_code:
        mistakes.add(f"#/{name}", name, _("这里没有代码可用"), _("请填编号（id）"))
        return ""
    found = model.objects.visible_to(user).filter(**{by_code: value}).values_list("pk", flat=True)[:2]
    if len(found) != 1:
        reason = _("没有代码为“%(code)s”的记录") if not found else _("代码“%(code)s”不止一条")
        mistakes.add(f"#/{name}", name, reason % {"code": value}, _("请核对代码，或填编号（id）"))
        return ""
    return found[0]


def _mistakes_of(form: Any) -> list[Mistake]:
    found = []
    for name, errors in form.errors.items():
        at_all = name == NON_FIELD_ERRORS
        hint = "" if at_all else suggestion(form.fields[name])
        found += [Mistake("#" if at_all else f"#/{name}", "" if at_all else name, str(one), hint) for one in errors]
    return found


def suggestion(field: Any) -> str:
    """What would be right in a form's field."""
    if isinstance(field, forms.ModelChoiceField):
        return _("请填您可见记录的编号（id）或代码")
    if isinstance(field, forms.ChoiceField):
        return _("可填：%(codes)s") % {"codes": "、".join(str(code) for code in codes_of(field)[:20])}
    if isinstance(field, forms.DateTimeField):
        return _("例如 2023-03-31T08:30:00+08:00")
    if isinstance(field, forms.DateField):
        return _("例如 2023-03-31")
    return str(field.help_text or "")
