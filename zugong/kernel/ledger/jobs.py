"""The background jobs of ledgers: judging, taking in and undoing large imports."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zugong.kernel.jobs.declaring import job
from zugong.kernel.ledger.importing import forgetting
from zugong.kernel.ledger.importing.actions import WORKS
from zugong.kernel.ledger.importing.models import Import

__all__ = ["forgetting"]

STATES = {
    "ledger.judge_import": Import.State.READING,
    "ledger.take_import": Import.State.TAKING,
    "ledger.undo_import": Import.State.UNDOING,
}


def _do(name: str, number: int, progress: Callable[..., None]) -> dict[str, Any]:
    """Go on with an import where it was; one that has been brought further meanwhile is left alone."""
    imported = Import.objects.select_related("by", "data_key").get(pk=number)
    if imported.state == STATES[name]:
        with translation.override(imported.by.language):
            WORKS[name](imported, progress)
    return {"url": imported.get_absolute_url(), "counts": imported.counts}


@job("ledger.judge_import", _("核对导入的表格"))
def judge_import(progress: Callable[..., None], *, number: int) -> dict[str, Any]:
    """Judge every row of a large file."""
    return _do("ledger.judge_import", number, progress)


@job("ledger.take_import", _("导入"))
def take_import(progress: Callable[..., None], *, number: int) -> dict[str, Any]:
    """Write the good rows of a large import."""
    return _do("ledger.take_import", number, progress)


@job("ledger.undo_import", _("撤销导入"))
def undo_import(progress: Callable[..., None], *, number: int) -> dict[str, Any]:
    """Undo a large import."""
    return _do("ledger.undo_import", number, progress)
