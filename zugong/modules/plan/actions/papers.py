"""The leader's papers: supervision slip, breakdown table and progress bulletin as docx and xlsx."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.documents.writing.elements import Align, Element, Heading, Note, Paragraph, Table
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, render_form
from zugong.kernel.documents.writing.heads import MarkColour
from zugong.kernel.documents.writing.official import Appendix, OfficialDocument, render_docx
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.plan.actions.breakdown_table import NOT_OWED, BreakdownTable
from zugong.modules.plan.actions.bulletins import period_words
from zugong.modules.plan.models import Bulletin, Slip
from zugong.modules.plan.rules import Lamp

DRAFT_NOTE = "草稿　未经签发不得外传"
COLOURS = {"blue": MarkColour.BLUE, "orange": MarkColour.ORANGE, "red": MarkColour.RED}
LAMP_WORDS = {
    Lamp.DONE: "已完成",
    Lamp.ON_TIME: "正常推进",
    Lamp.NEAR: "临近或滞后",
    Lamp.OVERDUE: "逾期或严重滞后",
    Lamp.NO_DATA: "尚无数据",
    Lamp.NO_TARGET: "未设目标",
}


def issuing_organ(unit: Unit) -> str:
    """The organ in whose name a unit's papers go out."""
    if unit.kind in {UnitKind.CITY, UnitKind.COUNTY}:
        return f"中共{unit.name}委组织部"
    return unit.name


def slip_paper(slip: Slip) -> bytes:
    """The slip on one sheet in its colour, with room for the three signatures and the code of its content."""
    draft = slip.signed_at is None
    what = slip.part.breakdown.target.what if slip.part else slip.task.title
    fields = [
        FormField("责任单位", slip.addressee.name),
        FormField("反馈时限", slip.due_date.isoformat()),
        FormField("督办任务", slip.task.title),
        FormField("督办事项", what),
        FormField("督办事由", slip.reason, wide=True, lines=2),
        FormField("办理要求", slip.demand, wide=True),
        FormField("反馈情况", slip.reply, wide=True, lines=2 if draft else 5),
    ]
    boxes = [SignatureBox("责任单位\n主要负责人"), SignatureBox("核查销号")]
    if draft:
        boxes.insert(0, SignatureBox("签发意见"))
    form = Form(
        title="督查单",
        issuer=issuing_organ(slip.unit),
        number=slip.number,
        date=slip.signed_at.astimezone(calendar.SHANGHAI).date() if slip.signed_at else None,
        fields=fields,
        signatures=boxes,
        colour=COLOURS[slip.colour],
        note="请在反馈时限内填写反馈情况，由主要负责人签字后连同佐证材料一并反馈。销号由牵头单位以外的第二人核查。",
        header_note=DRAFT_NOTE if draft else "",
        content_code=content_hash(slip, procedure_named("plan.slip")),
    )
    return render_form(form)


def slips_for_group(slips: Iterable[Slip], link: str) -> str:
    """A text for a group chat about slips whose reply is overdue. It names units and no person."""
    said = "；".join(
        f"{slip.addressee}（{slip.get_colour_display()}{slip.number}，应于{slip.due_date:%m月%d日}前反馈）"
        for slip in slips
        if slip.signed_at is not None
    )
    if not said:
        return ""
    return _("【督查反馈提醒】以下督查单逾期未反馈：%(said)s。请抓紧反馈：%(link)s") % {"said": said, "link": link}


def breakdown_paper(table: BreakdownTable) -> bytes:
    """The breakdown as it is issued: a notice, and in landscape the table of what every unit owes of every target."""
    organ, year_plan = issuing_organ(table.unit), table.title
    notice = OfficialDocument(
        title=f"关于印发《{year_plan}任务分解表》的通知",
        issuer_mark=f"{organ}文件",
        number=table.document,
        recipient=_recipients(table.unit),
        body=[
            Paragraph(
                f"现将《{year_plan}任务分解表》印发给你们。请对照任务数和时限，明确责任领导和责任人，"
                "按月填报进展，确保全面完成。"
            )
        ],
        signer=organ,
        date=table.as_of,
        printed_by=f"{organ}办公室",
        printed_on=table.as_of,
        appendices=[Appendix(title=f"{year_plan}任务分解表", body=[_breakdown_matrix(table)])],
        header_note="" if table.document else DRAFT_NOTE,
    )
    return render_docx(notice)


def _recipients(unit: Unit) -> str:
    if unit.kind == UnitKind.CITY:
        return "各县区委组织部，各开发区党群工作部，市直有关单位"
    return "各有关单位"


def _breakdown_matrix(table: BreakdownTable) -> Table:
    prefix = table.unit.name.removesuffix("市") if table.unit.kind == UnitKind.CITY else ""
    header = ["序号", "任务和指标", "目标", *(str(unit).removeprefix(prefix) for unit in table.places)]
    widths = [2.8, 9.0, 4.2, *[3.8] * len(table.places)]
    if table.has_others:
        header.append("市直单位" if table.unit.kind == UnitKind.CITY else "其他单位")
        widths.append(5.4)
    rows: list[list[Any]] = []
    for number, row in enumerate(table.rows, start=1):
        name = row.what if row.what.startswith(row.task) else f"{row.task}：{row.what}"
        others = [row.others_words or NOT_OWED] if table.has_others else []
        values = [row.value_at(unit) for unit in table.places]
        rows.append([number, name, row.target_words, *values, *others, row.section or NOT_OWED])
    centred = [Align.CENTRE] * (1 + len(table.places))
    return Table(
        header=[*header, "责任科室"],
        rows=rows,
        landscape=True,
        widths=[*widths, 4.0],
        alignments=[Align.CENTRE, Align.LEFT, *centred, *([Align.LEFT] if table.has_others else []), Align.CENTRE],
        note=f"数据截至{_long(table.as_of)}；“—”为不承担此项任务。",
    )


def breakdown_workbook(table: BreakdownTable) -> bytes:
    """The breakdown table as a workbook: the matrix, and a row for each unit's part with how it stands."""
    places = [Column(f"unit-{unit.pk}", str(unit), Kind.TEXT) for unit in table.places]
    matrix = [
        {"number": number, "goal": row.goal, "task": row.task, "what": row.what, "target": row.target_words}
        | {"kind": row.kind, "section": row.section, "document": row.document, "others": row.others_words}
        | {f"unit-{unit.pk}": row.number_at(unit) for unit in table.places}
        for number, row in enumerate(table.rows, start=1)
    ]
    source = f"{table.title}任务分解"
    columns = [
        Column("number", "序号", Kind.INTEGER), Column("goal", "目标领域"), Column("task", "任务"),
        Column("what", "指标"), Column("target", "目标"), *places, Column("others", "其他单位"),
        Column("kind", "分解方式"), Column("section", "责任科室"), Column("document", "下达文号"),
    ]  # fmt: skip
    parts = [
        Column("task", "任务"), Column("what", "指标"), Column("unit", "单位"), Column("owed", "任务数", Kind.TEXT),
        Column("measure_unit", "计量单位"), Column("due", "时限", Kind.DATE), Column("value", "已确认", Kind.TEXT),
        Column("as_of", "数据截至", Kind.DATE), Column("progress", "进度%", Kind.PERCENT), Column("lamp", "状态"),
    ]  # fmt: skip
    return write_workbook(
        [
            Sheet("分解表", columns, matrix, title=f"{table.title}任务分解表", as_of=table.as_of, source=source),
            Sheet("各单位任务", parts, _part_rows(table), title="各单位任务与进展", as_of=table.as_of, source=source),
        ]
    )


def _part_rows(table: BreakdownTable) -> list[dict[str, Any]]:
    return [
        {
            "task": row.task,
            "what": row.what,
            "unit": str(standing.part.unit),
            "owed": plain(standing.part.value),
            "measure_unit": row.measure_unit,
            "due": standing.due,
            "value": None if standing.value is None else plain(standing.value),
            "as_of": standing.as_of,
            "progress": None if standing.progress is None else round(standing.progress, 1),
            "lamp": LAMP_WORDS[standing.lamp],
        }
        for row in table.rows
        for standing in row.standings
    ]


def plain(number: Decimal) -> int | Decimal:
    """A number without needless zeros."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def bulletin_paper(bulletin: Bulletin) -> bytes:
    """The bulletin as an official document, with the figures as they were frozen."""
    figures, draft = figures_in(bulletin), bulletin.signed_at is None
    body: list[Element] = [
        Paragraph(
            f"现将{period_words(bulletin.period)}（数据截至{_long(bulletin.as_of)}）全市组织工作任务进展情况通报如下。"
        ),
        Heading(1, "总体进展"),
        Paragraph(whole_words(figures)),
        Table(
            header=["目标领域", "任务数", "已完成", "正常推进", "临近或滞后", "逾期或严重滞后", "其他"],
            rows=goal_rows(figures),
            widths=[8, 2.4, 2.4, 2.8, 3, 3.6, 2.2],
        ),
        Heading(1, "各单位进展"),
        Paragraph("按各单位承担的分解任务中“已完成”和“正常推进”所占比重排列，比重相同的位次并列。"),
        *(_ranking(kind, rows) for kind, rows in groups_of(figures["units"])),
    ]
    body += _late_part(figures["late"])
    if bulletin.remarks:
        body.append(Heading(1, "工作要求"))
        body += [Paragraph(line) for line in bulletin.remarks.splitlines() if line.strip()]
    organ = issuing_organ(bulletin.unit)
    return render_docx(
        OfficialDocument(
            title=bulletin.title,
            body=body,
            issuer_mark=f"{organ}文件",
            number=bulletin.number,
            recipient=_recipients(bulletin.unit),
            signer=organ,
            copies_to=["省委组织部", "市委办公室", "市政府办公室"] if bulletin.unit.kind == UnitKind.CITY else [],
            printed_by=f"{organ}办公室",
            printed_on=bulletin.signed_at.astimezone(calendar.SHANGHAI).date() if bulletin.signed_at else None,
            date=bulletin.signed_at.astimezone(calendar.SHANGHAI).date() if bulletin.signed_at else bulletin.as_of,
            header_note=DRAFT_NOTE if draft else "",
        )
    )


NOTHING: dict[str, Any] = {
    "tasks": 0,
    "task_lamps": {},
    "parts": 0,
    "part_lamps": {},
    "goals": [],
    "units": [],
    "late": [],
    "slips": {},
}


def figures_in(bulletin: Bulletin) -> dict[str, Any]:
    """A bulletin's frozen figures; what was not counted when they were frozen is nought."""
    return NOTHING | bulletin.figures


def whole_words(figures: dict[str, Any]) -> str:
    """The whole in a sentence: tasks by lamp, parts by lamp, slips."""
    tasks, parts, slips = figures["task_lamps"], figures["part_lamps"], figures["slips"]
    good = parts.get(Lamp.DONE, 0) + parts.get(Lamp.ON_TIME, 0)
    share = round(good * 100 / figures["parts"], 1) if figures["parts"] else 0
    said = (
        f"全年{figures['tasks']}项任务中，已完成{tasks.get(Lamp.DONE, 0)}项，正常推进{tasks.get(Lamp.ON_TIME, 0)}项，"
        f"临近或滞后{tasks.get(Lamp.NEAR, 0)}项，逾期或严重滞后{tasks.get(Lamp.OVERDUE, 0)}项。"
        f"已下达各单位的{figures['parts']}项分解任务中，已完成或正常推进{good}项，占{share}%；"
        f"逾期或严重滞后{parts.get(Lamp.OVERDUE, 0)}项；尚无数据{parts.get(Lamp.NO_DATA, 0)}项。"
    )
    if slips:
        sent = "、".join(f"{word}{slips[colour]}张" for colour, word in _SLIPS.items() if slips.get(colour))
        said += f"期内累计发出督查单{sum(slips.values())}张（{sent}）。"
    return said


_SLIPS = {"blue": "蓝单", "orange": "橙单", "red": "红单"}


def goal_rows(figures: dict[str, Any]) -> list[list[Any]]:
    """The lines of the goals: name, tasks, then how many show which lamp."""
    return [_goal_row(goal) for goal in figures["goals"]]


def _goal_row(goal: dict[str, Any]) -> list[Any]:
    lamps = goal["lamps"]
    known = [lamps.get(lamp, 0) for lamp in (Lamp.DONE, Lamp.ON_TIME, Lamp.NEAR, Lamp.OVERDUE)]
    return [goal["goal"], goal["tasks"], *known, goal["tasks"] - sum(known)]


def groups_of(units: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The ranked units under the names of their groups: like is ranked with like."""
    names = {"places": "县区和开发区", "others": "市直单位"}
    groups = [(name, [unit for unit in units if unit.get("group", "places") == key]) for key, name in names.items()]
    return [(name, rows) for name, rows in groups if rows]


def _ranking(name: str, rows: Sequence[dict[str, Any]]) -> Table:
    return Table(
        header=["位次", "单位", "任务数", "完成或正常", "比重（%）", "逾期或严重滞后"],
        rows=[unit_row(unit) for unit in rows],
        caption=name,
        widths=[2, 7, 2.6, 3.4, 3, 4],
    )


def unit_row(unit: dict[str, Any]) -> list[Any]:
    """A unit's line of the ranking."""
    share = f"{unit['share']:.1f}"
    return [unit["rank"], unit["unit"], unit["parts"], unit["good"], share, unit["lamps"].get(Lamp.OVERDUE, 0)]


def _late_part(late: Sequence[dict[str, Any]]) -> list[Element]:
    if not late:
        return [Heading(1, "逾期和严重滞后的任务"), Paragraph("本期没有逾期或严重滞后的分解任务。")]
    rows = [[number, *late_row(row)] for number, row in enumerate(late, start=1)]
    return [
        Heading(1, "逾期和严重滞后的任务"),
        Table(header=["序号", "单位", "指标", "应完成", "已完成", "时限"], rows=rows, widths=[2, 5, 8, 3, 3, 4]),
        Note("“已完成”为截至数据日期经确认的数；“—”为没有经确认的数据。"),
    ]


def late_row(row: dict[str, Any]) -> list[Any]:
    """A line of the list of the late."""
    return [row["unit"], row["what"], row["owed"], row["value"] or "—", row["due"] or "—"]


def bulletin_workbook(bulletin: Bulletin) -> bytes:
    """The bulletin's figures as a workbook."""
    figures = figures_in(bulletin)
    about: dict[str, Any] = {"as_of": bulletin.as_of, "source": f"{bulletin.title}{bulletin.number or '（草稿）'}"}
    ranking = [
        Column("group", "类别"), Column("rank", "位次", Kind.INTEGER), Column("unit", "单位"), Column("parts", "任务数", Kind.INTEGER),
        Column("good", "完成或正常", Kind.INTEGER), Column("share", "比重%", Kind.PERCENT),
        Column("late", "逾期或严重滞后", Kind.INTEGER),
    ]  # fmt: skip
    goals = [
        Column("goal", "目标领域"),
        *(
            Column(name, name, Kind.INTEGER)
            for name in ("任务数", "已完成", "正常推进", "临近或滞后", "逾期或严重滞后", "其他")
        ),
    ]
    late = [Column(name, name) for name in ("单位", "指标", "应完成", "已完成", "时限")]
    ranked = [
        {name: unit[name] for name in ("rank", "unit", "parts", "good")}
        | {"group": group, "share": Decimal(str(unit["share"])), "late": unit["lamps"].get(Lamp.OVERDUE, 0)}
        for group, units in groups_of(figures["units"])
        for unit in units
    ]
    return write_workbook(
        [
            Sheet("位次", ranking, ranked, title=bulletin.title, **about),
            Sheet("目标领域", goals, goal_rows(figures), title=bulletin.title, **about),
            Sheet("逾期清单", late, [late_row(row) for row in figures["late"]], title=bulletin.title, **about),
        ]
    )


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
