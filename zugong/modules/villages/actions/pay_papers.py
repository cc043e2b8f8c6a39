"""The pay calculation sheet of a township's year (村干部报酬核算表), as an official docx and as a workbook."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.access.unmasking import shown_name
from zugong.kernel.documents.writing.elements import Align, Note, Paragraph, Table
from zugong.kernel.documents.writing.official import Appendix, OfficialDocument, render_docx
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.seeing import value
from zugong.kernel.registry.models import Unit
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.villages.models import PaySettlement, PayStatement

AMOUNTS = ("base", "performance", "incentive", "computed_total", "paid", "difference")
SHOWN = {name: column(PayStatement, name) for name in (*AMOUNTS, "income", "grade", "main_step", "months")}
DRAFT_NOTE = "草稿　未经县区确认"


def sheet_rows(user: User, unit: Unit, year: int) -> list[dict[str, Any]]:
    """A line for each cadre of the villages at and below a unit, as the user may read it."""
    seen = PayStatement.objects.visible_to(user).filter(cadre__unit__path__startswith=unit.path or "-", year=year)
    along = seen.select_related("cadre__unit", "cadre__person__data_key")
    ordered = along.order_by("cadre__unit__path", "cadre__rank", "pk")
    return [
        {
            "number": number,
            "village": str(one.cadre.unit),
            "name": shown_name(one.cadre.person, user),
            **{name: value(shown, one, user) for name, shown in SHOWN.items()},
        }
        for number, one in enumerate(ordered, start=1)
    ]


def pay_workbook(user: User, unit: Unit, year: int) -> bytes:
    """The sheet as a workbook."""
    columns = [
        Column("number", "序号", Kind.INTEGER), Column("village", "村（社区）"), Column("name", "姓名"),
        Column("main_step", "报酬档次"), Column("months", "计酬月数", Kind.INTEGER),
        Column("income", "上年农村居民人均可支配收入（元）", Kind.DECIMAL), Column("grade", "考核等次"),
        Column("base", "基本报酬（元）", Kind.DECIMAL), Column("performance", "绩效报酬（元）", Kind.DECIMAL),
        Column("incentive", "集体经济激励（元）", Kind.DECIMAL), Column("computed_total", "应发合计（元）", Kind.DECIMAL),
        Column("paid", "已发（元）", Kind.DECIMAL), Column("difference", "已发减应发（元）", Kind.DECIMAL),
    ]  # fmt: skip
    title = f"{unit}{year}年度村干部报酬核算表"
    source = "村干部报酬核算单"
    return write_workbook(
        [Sheet("核算表", columns, sheet_rows(user, unit, year), title=title, as_of=calendar.today(), source=source)]
    )


def pay_paper(user: User, unit: Unit, year: int) -> bytes:
    """The sheet as an official document: a covering report, and the table in landscape with its total."""
    rows = sheet_rows(user, unit, year)
    settlement = PaySettlement.objects.visible_to(user).filter(unit=unit, year=year).first()
    confirmed = settlement is not None and settlement.confirmed_on is not None
    day = settlement.confirmed_on if settlement is not None and settlement.confirmed_on else calendar.today()
    total = _total(rows, "computed_total")
    words = (
        f"{unit}{year}年度应计酬村干部{sum(bool(row['months']) for row in rows)}人，应发报酬{_words(total)}元，"
        f"其中基本报酬{_words(_total(rows, 'base'))}元、绩效报酬{_words(_total(rows, 'performance'))}元、"
        f"集体经济激励{_words(_total(rows, 'incentive'))}元；截至{_long(calendar.today())}已发{_words(_total(rows, 'paid'))}元。"
        "应发数按任职记录、上年农村居民人均可支配收入、年度考核等次和本地报酬标准核算。"
    )
    paper = OfficialDocument(
        title=f"{unit}{year}年度村干部报酬核算表",
        issuer_mark=unit.name,
        body=[Paragraph(words)],
        signer=unit.name,
        date=day,
        appendices=[Appendix(title=f"{year}年度村干部报酬核算表", body=[_table(rows), *_notes(settlement)])],
        header_note="" if confirmed else DRAFT_NOTE,
    )
    return render_docx(paper)


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    header = [
        "序号",
        "村（社区）",
        "姓名",
        "档次",
        "月数",
        "考核",
        "基本报酬",
        "绩效报酬",
        "激励",
        "应发合计",
        "已发",
        "差额",
    ]
    lines: list[list[Any]] = [
        [row["number"], row["village"], row["name"], row["main_step"], row["months"], row["grade"] or "—",
         *(_words(row[name]) for name in AMOUNTS)]
        for row in rows
    ]  # fmt: skip
    lines.append(["", "合计", "", "", "", "", *(_words(_total(rows, name)) for name in AMOUNTS)])
    right = [Align.RIGHT] * len(AMOUNTS)
    return Table(
        header=header,
        rows=lines,
        landscape=True,
        widths=[1.6, 4.6, 2.6, 2.4, 1.6, 2.4, *[2.7] * len(AMOUNTS)],
        alignments=[Align.CENTRE, Align.LEFT, *[Align.CENTRE] * 4, *right],
        note="单位：元。差额为已发减应发，负数为未发足。",
    )


def _notes(settlement: PaySettlement | None) -> list[Note]:
    return [Note(f"核算单校验码：{settlement.manifest}")] if settlement is not None and settlement.manifest else []


def _total(rows: Sequence[dict[str, Any]], name: str) -> Decimal | None:
    """The sum of a column; None where the reader sees a value of it masked."""
    amounts = [row[name] for row in rows if row[name] is not None]
    if any(not isinstance(amount, Decimal | int) for amount in amounts):
        return None
    return sum(amounts, Decimal(0))


def _words(amount: Any) -> str:
    if amount is None:
        return "—"
    return f"{amount:,.2f}".removesuffix(".00") if isinstance(amount, Decimal | int) else str(amount)


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
