"""What a signature stands under."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history.models import Record
from zugong.kernel.history.writing import values_of
from zugong.kernel.procedures.declaring import Procedure
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3


def content_of(record: Record, procedure: Procedure) -> dict[str, Any]:
    """The values that are signed: what the record's own `signed_content()` answers, else its tracked fields.

    The state is left out, so that the digest stays the same while a record moves on unchanged, and a form printed before
    a move bears the digest of the signature that follows.
    """
    own = getattr(record, "signed_content", None)
    values = own() if callable(own) else values_of(record)
    passing = {procedure.state_field, "voided_at", "voided_why"}
    return {name: value for name, value in values.items() if name not in passing}


def content_hash(record: Record, procedure: Procedure) -> str:
    """The SM3 digest, in hexadecimal, of the record's identity and its signed values as stored."""
    identity = f"{record._meta.label_lower}/{record.pk}"
    return sm3(canonical({"record": identity, "values": content_of(record, procedure)}))


def label_of(model: type[models.Model], name: str) -> str:
    """What people call a field."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def shown_values(record: Record) -> list[tuple[str, str]]:
    """The record's content in words, for those who are to sign: what its own `shown_content()` answers, else its fields and values.

    Empty ones and the platform's own are left out, and those that the record's class calls `unshown`.
    """
    own = getattr(record, "shown_content", None)
    if callable(own):
        return [(label, value) for label, value in own() if value]
    hidden = record.untracked | record.derived | {"voided_at", "voided_why"} | getattr(record, "unshown", frozenset())
    shown = []
    for field in record._meta.concrete_fields:
        if field.primary_key or field.name in hidden:
            continue
        value = _in_words(record, field)
        if value:
            shown.append((str(field.verbose_name), value))
    return shown


def _in_words(record: Record, field: models.Field) -> str:
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(calendar.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, dict):  # words by their code
        return "、".join(str(word) for word in value.values())
    return str(value)
