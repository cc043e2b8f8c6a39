"""Forgetting what stood in an import once it has ended, and imports that nobody went on with."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.ledger.importing.models import Import, ImportRow
from zugong.kernel.sealing.keys import destroy

KEPT = timedelta(days=30)
"""How long an import may lie open, and how long the rows that were not taken in are kept."""


def forget_contents(imported: Import) -> None:
    """Empty all rows, and destroy the key under which they were sealed, so that no copy can be read either."""
    imported.rows.update(content="", key="")
    if imported.data_key is not None and imported.data_key.destroyed_at is None:
        destroy(imported.data_key)


@daily("ledger.forget_imports", _("清理过期的导入内容"))
def forget_imports(progress: Callable[..., None]) -> dict[str, int]:
    """Give up the imports that have lain open for too long, and empty the rows that were left over."""
    old = Import.objects.filter(made_at__lt=calendar.now() - KEPT)
    left = old.filter(state__in=(Import.State.JUDGED, Import.State.FAILED))
    over = old.filter(
        state__in=(Import.State.TAKEN, Import.State.UNDONE), rows__in=ImportRow.objects.exclude(content="")
    ).distinct()
    forgotten = 0
    for imported in [*left.select_related("data_key"), *over.select_related("data_key")]:
        with transaction.atomic():
            forget_contents(imported)
            if imported.state in Import.OPEN:
                imported.state, imported.ended_at = Import.State.DROPPED, calendar.now()
                imported.save(update_fields=["state", "ended_at"])
        forgotten += 1
        progress(forgotten)
    return {"forgotten": forgotten}
