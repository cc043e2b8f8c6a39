"""The demonstration's one-off forms: one closed last month, one under way, one that the catalogue does not hold."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from django.db import transaction

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.office.actions.collecting import answering, chasing, drafting, sending
from zugong.modules.office.actions.collecting.answering import RETURN
from zugong.modules.office.actions.collecting.drafting import ColumnDraft
from zugong.modules.office.models import CatalogueEntry, FormReturn, OneOffForm

FORM = "office.one_off_form"
NUMBER = "六组表〔2023〕07"
VILLAGES = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
OUR_TOWNSHIP, OTHER_TOWNSHIP = "341502100", "341502101"
ZERO = Decimal(0)
COLUMNS = (
    ColumnDraft("所属乡镇", source="unit:parent", help="由单位台账带出"),
    ColumnDraft("党组织数（个）", "integer", required=True, minimum=ZERO, source="count:party-bodies", help="不对再改"),
    ColumnDraft("党员人数", "integer", required=True, minimum=ZERO, source="last"),
    ColumnDraft("其中女党员", "integer", minimum=ZERO, at_most="党员人数", source="last"),
    ColumnDraft("活动场所", "choice", required=True, options="自有、租用、借用、无", source="last"),
    ColumnDraft("场所面积（平方米）", "decimal", minimum=ZERO, maximum=Decimal(5000), source="last"),
    ColumnDraft("投入使用日期", "date", source="last"),
    ColumnDraft("存在问题", help="没有就不填"),
)
ENTRIES = (
    (NUMBER, "村级活动场所情况表", "六组办〔2023〕3号", date(2023, 1, 1), date(2023, 12, 31)),
    ("六组表〔2023〕11", "村干部值班情况表", "六组办〔2023〕3号", date(2023, 1, 1), date(2023, 12, 31)),
    ("六组表〔2022〕04", "远程教育站点情况表", "六组办〔2022〕5号", date(2022, 3, 1), date(2023, 3, 31)),
)


@transaction.atomic
def build() -> None:
    """Send the forms of the demonstration and answer some; where there are any already, or the cast is missing, nothing is done."""
    users = {user.username: user for user in User.objects.filter(username__startswith="demo-").select_related("unit")}
    city = Unit.objects.filter(kind=UnitKind.CITY).first()
    if (
        city is None
        or OneOffForm.with_voided.exists()
        or not {"demo-city", "demo-jinan", "demo-township"} <= set(users)
    ):
        return
    with calendar.on(date(2023, 1, 9), at=time(9)):
        for number, title, document, start, end in ENTRIES:
            entry = CatalogueEntry(
                unit=city, number=number, title=title, document=document, valid_from=start, valid_to=end
            )
            writing.save(entry, by=None)
    villages = _villages(OUR_TOWNSHIP)
    _closed_last_month(users, villages)
    _under_way(users, villages, _villages(OTHER_TOWNSHIP))
    _unlisted(users, villages[:4])


def _villages(township: str) -> list[Unit]:
    return list(Unit.objects.filter(parent__code=township, kind__in=VILLAGES, valid_to__isnull=True).order_by("code"))


def _closed_last_month(users: dict[str, User], villages: Sequence[Unit]) -> None:
    officer, township = users["demo-city"], users["demo-township"]
    with calendar.on(date(2023, 6, 5), at=time(9, 20)):
        form = drafting.draw_up(
            by=officer,
            columns=COLUMNS,
            title="村级活动场所情况（二季度）",
            purpose="摸清村级活动场所底数，供下半年改造计划使用。",
            catalogue_number=NUMBER,
            due_date=date(2023, 6, 15),
            expires_on=date(2023, 6, 30),
        )
        drafting.set_recipients(form=form, units=villages, by=officer)
        drafting.save_set(name="木厂镇各村", units=villages, by=officer)
        take(FORM, "send", form, by=officer)
    with calendar.on(date(2023, 6, 13), at=time(15, 10)):
        for place, entry in enumerate(_entries(form)):
            _answer(entry, township, place, way=list(FormReturn.Way)[place % 3])
    with calendar.on(date(2023, 6, 16), at=time(10)):
        for entry in _entries(form):
            take(RETURN, "confirm", entry, by=officer)
    with calendar.on(date(2023, 6, 19), at=time(10)):
        take(FORM, "close", form, by=officer)


def _under_way(users: dict[str, User], villages: Sequence[Unit], others: Sequence[Unit]) -> None:
    """Most villages of one township have answered, one of them was sent back; the other township is late to begin."""
    officer, township, county = users["demo-city"], users["demo-township"], users["demo-jinan"]
    last = OneOffForm.objects.get(title="村级活动场所情况（二季度）")
    with calendar.on(date(2023, 6, 26), at=time(9)):
        form = sending.draw_up_again(
            form=last,
            by=officer,
            title="村级活动场所情况（改造后）",
            due_date=date(2023, 6, 30),
            expires_on=date(2023, 7, 31),
        )
        drafting.set_recipients(form=form, units=[*villages, *others], by=officer)
        take(FORM, "send", form, by=officer)
    own = {unit.pk for unit in villages}
    away = users["demo-village"].unit_id if "demo-village" in users else None
    with calendar.on(date(2023, 6, 29), at=time(16)):
        for place, entry in enumerate(_entries(form)):
            if entry.unit_id in own and entry.unit_id != away and place % 6 != 5:
                _answer(entry, township, place, way=list(FormReturn.Way)[place % 3])
            elif entry.unit_id not in own and place % 4 == 0:
                _answer(entry, county, place, way=FormReturn.Way.SHEET)
    with calendar.on(date(2023, 6, 30), at=time(11)):
        filled = [entry for entry in _entries(form) if entry.state == FormReturn.State.FILLED]
        for entry in filled[:6]:
            take(RETURN, "confirm", entry, by=officer)
        take(RETURN, "return", filled[6], by=officer, why="活动场所面积比上次少了一半，请核实后重报。")
    with calendar.on(date(2023, 7, 3), at=time(8, 40)):
        chasing.chase(entries=chasing.awaited(form, officer), by=officer)


def _unlisted(users: dict[str, User], villages: Sequence[Unit]) -> None:
    """A form that a county has thought up by itself: villages may refuse it."""
    county = users["demo-jinan"]
    with calendar.on(date(2023, 7, 3), at=time(8, 30)):
        form = drafting.draw_up(
            by=county,
            columns=(ColumnDraft("会议室桌椅数", "integer", required=True), ColumnDraft("需要说明的情况")),
            title="会议室桌椅摸底表",
            catalogue_number="金组临〔2023〕3",
            due_date=date(2023, 7, 7),
            expires_on=date(2023, 7, 31),
        )
        wanted = {unit.pk: unit for unit in villages}
        village = users["demo-village"].unit if "demo-village" in users else None
        if village is not None:
            wanted[village.pk] = village
        drafting.set_recipients(form=form, units=wanted.values(), by=county)
        take(FORM, "send", form, by=county)


def _entries(form: OneOffForm) -> list[FormReturn]:
    return list(form.returns.select_related("unit", "form", "confirmer").order_by("unit__code"))


def _answer(entry: FormReturn, by: User, place: int, *, way: str) -> None:
    """Believable figures; what was known stays unless the village corrects it."""
    columns = list(entry.form.columns.all())
    known = entry.rows[0] if entry.rows else {}
    made_up = {
        "党组织数（个）": "1",
        "党员人数": str(38 + place * 3 % 41),
        "其中女党员": str(9 + place % 7),
        "活动场所": ("自有", "自有", "租用", "自有", "借用")[place % 5],
        "场所面积（平方米）": str(160 + place * 35 % 240),
        "投入使用日期": f"{2012 + place % 9}-0{1 + place % 9}-15",
        "存在问题": "屋顶漏雨，待维修" if place % 7 == 3 else "",
    }
    row = {column.key: known.get(column.key) or made_up.get(column.label, "") for column in columns}
    if place % 5 == 2:
        row |= {column.key: made_up["党员人数"] for column in columns if column.label == "党员人数"}
    answering.fill(entry=entry, raw=[row], by=by, way=way)
