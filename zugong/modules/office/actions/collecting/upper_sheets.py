"""The sheet of the office above, kept with the form: uploading it, saying what goes where, filling it in."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach, attachments_of
from zugong.kernel.ledger.kept_files import place_of_content
from zugong.kernel.ledger.models import Attachment
from zugong.modules.office.actions.collecting.filling_sheets import (
    CannotFill,
    Filled,
    Inspection,
    fill_template,
    inspect,
)
from zugong.modules.office.actions.collecting.merging import Merged, merge
from zugong.modules.office.models import OneOffForm


@transaction.atomic
def keep_sheet(*, form: OneOffForm, upload: UploadedFile, by: User) -> Inspection:
    """Keep the sheet with the form and say what was recognised in it. Raises Refused, CannotReadTable, CannotFill."""
    content = upload.read()
    upload.seek(0)
    seen = inspect(content, upload.name or "", merge(form, by))
    kept = attach(form, upload, by=by)
    form.mapping = {"attachment": kept.pk, **seen.mapping()}
    writing.save(form, by=by, why=_("上传上级表样"))
    return seen


@transaction.atomic
def map_columns(*, form: OneOffForm, columns: Mapping[str, str], by: User) -> None:
    """Say which column of the form goes into which column of the sheet, by its letter."""
    form.mapping = form.mapping | {"columns": dict(columns)}
    writing.save(form, by=by)


def kept_sheet(form: OneOffForm) -> Attachment | None:
    """The sheet that was uploaded last; None without one."""
    number = form.mapping.get("attachment")
    return attachments_of(form).filter(pk=number).first() if number else None


def _content(form: OneOffForm) -> tuple[bytes, str]:
    sheet = kept_sheet(form)
    if sheet is None:
        raise CannotFill(_("还没有上传上级的表样"))
    return place_of_content(sheet.digest).read_bytes(), sheet.name


def inspected(form: OneOffForm, merged: Merged) -> Inspection:
    """What the kept sheet asks for and where it will be filled in. Raises CannotReadTable, CannotFill."""
    return inspect(*_content(form), merged, form.mapping)


def filled(form: OneOffForm, merged: Merged) -> tuple[str, Filled]:
    """The kept sheet filled in, with its name. Raises CannotReadTable, CannotFill."""
    content, name = _content(form)
    return name, fill_template(content, name, merged, form.mapping)
