"""Attaching files to records, and reading them back."""

from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.ledger import scanning
from zugong.kernel.ledger.contents import Kind, kind_of
from zugong.kernel.ledger.kept_files import keep
from zugong.kernel.ledger.models import Attachment, Secrecy
from zugong.kernel.ledger.places import scoped
from zugong.kernel.ledger.refusing import Refused


def attach(record: Any, upload: UploadedFile, *, by: Any, secrecy: str = Secrecy.INTERNAL) -> Attachment:
    """Keep an uploaded file and tie it to a record; whether `by` may do so is for the caller to ask. Raises Refused."""
    name = Path((upload.name or "").replace("\\", "/")).name[-160:]

    def judge(path: Path) -> tuple[Kind, bool]:
        clean = _scanned(path, name)
        return kind_of(path, name), clean

    digest, size, (kind, clean) = keep(upload.chunks(), judge)
    with transaction.atomic():
        kept = writing.save(
            Attachment(
                model=ContentType.objects.get_for_model(record),
                record_id=record.pk,
                name=name,
                kind=kind.name,
                size=size,
                digest=digest,
                secrecy=secrecy,
                by=by,
                at=calendar.now(),
                unscanned=not clean,
            ),
            by=by,
        )
        if kept.unscanned:
            enqueue(scanning.SCAN_WAITING, by=None)
    return kept


def _scanned(path: Path, name: str) -> bool:
    """True for a file that the scanner let pass, False where it could not be asked: then nobody opens the file yet. Raises Refused."""
    try:
        virus = scanning.found_in(path)
    except scanning.Unavailable:
        return False
    if virus:
        raise Refused(_("“%(name)s”未通过病毒扫描（%(virus)s），不能上传") % {"name": name, "virus": virus})
    return True


def attachments_of(record: Any) -> models.QuerySet[Attachment]:
    """The files of a record, oldest first."""
    model = ContentType.objects.get_for_model(record)
    return Attachment.objects.filter(model=model, record_id=record.pk).select_related("by__person")


def listed(record: Any) -> list[dict[str, Any]]:
    """Name, size, address, uploader and moment of each file of a record."""
    return [
        {
            "pk": file.pk,
            "key": str(file.pk),
            "name": file.name,
            "size": file.size,
            "url": reverse("ledger:file", args=[file.pk]),
            "uploaded_by": file.by,
            "uploaded_at": file.at,
            "secrecy": file.get_secrecy_display(),
            "unscanned": file.unscanned,
        }
        for file in attachments_of(record)
    ]


def record_of(attachment: Attachment, user: Any) -> Any:
    """The record that the file belongs to, if the user may see it; else None."""
    model: Any = attachment.model.model_class()
    if model is None or not scoped(model):
        return None
    return model.objects.visible_to(user).filter(pk=attachment.record_id).first()
