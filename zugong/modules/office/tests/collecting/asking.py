"""A small city in which forms are sent about, with short ways to draw one up, send it and answer it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zugong.kernel.access.models import User
from zugong.kernel.access.testing import SmallCity
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import take
from zugong.modules.office.actions.collecting import answering, drafting
from zugong.modules.office.actions.collecting.drafting import ColumnDraft
from zugong.modules.office.models import CatalogueEntry, FormReturn, OneOffForm

TODAY = date(2023, 7, 3)
DUE = date(2023, 7, 10)
COLUMNS = (
    ColumnDraft("党员人数", "integer", required=True, minimum=0),
    ColumnDraft("其中女党员", "integer", minimum=0, at_most="党员人数"),
    ColumnDraft("活动场所", "choice", options="自有、租用、无"),
    ColumnDraft("说明"),
)
GOOD = {"c1": "40", "c2": "15", "c3": "自有", "c4": ""}


@dataclass(slots=True)
class AskingCity:
    """The small city, in which a number of the catalogue is in force."""

    city: SmallCity

    def user(self, name: str) -> User:
        return self.city.user(name)

    def units(self, *names: str) -> list[Any]:
        return [self.city.units[name] for name in names]

    def list_number(self, number="组-01", unit="city", valid_to=date(2023, 12, 31)) -> CatalogueEntry:
        entry = CatalogueEntry(
            unit=self.city.units[unit], number=number, title="报表", valid_from=date(2023, 1, 1), valid_to=valid_to
        )
        return writing.save(entry, by=None)

    def draft(
        self, by="officer", columns=COLUMNS, to=("village", "other_village", "far_village"), **head
    ) -> OneOffForm:
        head = {
            "title": "党员情况",
            "catalogue_number": "组-01",
            "due_date": DUE,
            "expires_on": date(2023, 9, 30),
        } | head
        form = drafting.draw_up(by=self.user(by), columns=columns, **head)
        drafting.set_recipients(form=form, units=self.units(*to), by=self.user(by))
        return form

    def send(self, by="officer", **more) -> OneOffForm:
        form = self.draft(by=by, **more)
        take("office.one_off_form", "send", form, by=self.user(by))
        return form

    def entry(self, form, unit="village") -> FormReturn:
        return FormReturn.objects.get(form=form, unit=self.city.units[unit])

    def fill(self, form, unit="village", by="township_officer", way="page", **cells) -> FormReturn:
        raw = [GOOD | cells]
        return answering.fill(entry=self.entry(form, unit), raw=raw, by=self.user(by), way=way)

    def confirm(self, entry, by="officer") -> None:
        take("office.form_return", "confirm", entry, by=self.user(by))


def optional(*columns: ColumnDraft) -> tuple[ColumnDraft, ...]:
    """The same columns, none of which must be filled in."""
    return tuple(replace(column, required=False) for column in columns)
