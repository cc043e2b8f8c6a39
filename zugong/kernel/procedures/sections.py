"""What procedures add to a record's page, without the page knowing them."""

from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel.ledger import sections
from zugong.kernel.ledger.sections import Section
from zugong.kernel.procedures.declaring import all_procedures, procedures_of
from zugong.kernel.procedures.moving import moves_open_to, signatures_of
from zugong.kernel.procedures.way import steps_of

POSITION = 10


def register_all() -> None:
    """Show the way of a case on the page of every record that goes through a procedure."""
    for procedure in all_procedures():
        sections.register(procedure.model, way_of)


def way_of(record: Any, user: Any) -> Section:
    """The steps of each procedure of the record, and the moves open to the user."""
    signatures = list(signatures_of(record))
    cases = [
        (procedure, steps_of(procedure, record, signatures), moves_open_to(record, user, procedure))
        for procedure in procedures_of(type(record))
    ]
    return Section(
        title=_("办理"), template="procedures/section.html", names={"cases": cases, "record": record}, position=POSITION
    )
