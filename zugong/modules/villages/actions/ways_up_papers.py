"""The papers of the ways up and of role models as docx: qualification form, recommendation form, publicity list."""

from collections.abc import Sequence
from datetime import date

from zugong.kernel import calendar
from zugong.kernel.documents.writing.elements import Element, Paragraph, Table
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, render_form
from zugong.kernel.documents.writing.official import OfficialDocument, render_docx
from zugong.kernel.documents.writing.wording import TableValue
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.registry.models import Sex, Unit, UnitKind
from zugong.modules.villages.actions.role_model_overview import merits_of
from zugong.modules.villages.actions.ways_up import APPLICATION
from zugong.modules.villages.actions.ways_up_conditions import checked
from zugong.modules.villages.models import PromotionApplication, PromotionRound, RoleModelNomination, RoleModelRound
from zugong.modules.villages.ways_up_wording import said, stored

NOMINATION = "villages.role_model_nomination"
VERDICT_MARKS = {"met": "符合", "not_met": "不符合", "unknown": "待核实"}


def issuing_organ(unit: Unit) -> str:
    """The organ in whose name a unit's papers go out."""
    return f"中共{unit.name}委组织部" if unit.kind in {UnitKind.CITY, UnitKind.COUNTY} else unit.name


def qualification_form(application: PromotionApplication) -> bytes:
    """The form on which a cadre's qualification is reviewed: every condition with what the register holds, room for the signatures."""
    kept = application.checked or stored(checked(application.round, application.cadre, grade=application.appraisal))
    fields = [
        *_about(application),
        FormField("报考批次", application.round.title, wide=True),
        FormField("报考岗位", str(application.post) if application.post else "不分岗位"),
        FormField("报名日期", application.applied_on),
        *(
            FormField(
                f"{one.label}", f"要求：{one.asked}。台账：{one.found}（{VERDICT_MARKS[one.verdict]}）", wide=True
            )
            for one in said(kept)
        ),
        FormField("本人陈述", application.statement, wide=True, lines=3),
        FormField("乡镇推荐意见", application.recommendation, wide=True, lines=2),
        FormField("资格审查意见", application.review, wide=True, lines=2),
    ]
    form = Form(
        title="村干部晋升资格审查表",
        issuer=issuing_organ(application.county),
        date=calendar.today(),
        fields=fields,
        signatures=[SignatureBox("本人签名"), SignatureBox("乡镇党委意见"), SignatureBox("县级审查意见")],
        note="条件按村干部台账逐项核对，供审查人参考；是否通过由审查人决定。推荐人和审查人不能是同一人。",
        content_code=content_hash(application, procedure_named(APPLICATION)),
    )
    return render_form(form)


def recommendation_form(nomination: RoleModelNomination) -> bytes:
    """The form on which a township recommends a secretary: votes, merits by strength, room for the signatures."""
    votes = ""
    if nomination.votes_present is not None:
        votes = f"到会 {nomination.votes_present} 人，同意 {nomination.votes_for or 0} 票"
    fields = [
        *_about(nomination),
        FormField("推荐称号", nomination.round.award),
        FormField("推荐会日期", nomination.meeting_on),
        FormField("推荐票", votes, wide=True),
        *(FormField(label, text, wide=True, lines=2) for label, text in merits_of(nomination)),
        FormField("审查意见", nomination.review, wide=True, lines=2),
    ]
    form = Form(
        title=f"“{nomination.round.award}”推荐表",
        issuer=issuing_organ(nomination.county),
        date=calendar.today(),
        fields=fields,
        signatures=[SignatureBox("乡镇党委意见"), SignatureBox("县级审查意见"), SignatureBox("命名单位意见")],
        content_code=content_hash(nomination, procedure_named(NOMINATION)),
    )
    return render_form(form)


def _about(record: PromotionApplication | RoleModelNomination) -> list[FormField]:
    person = record.person
    return [
        FormField("姓名", person.name),
        FormField("性别", str(Sex(person.sex).label)),
        FormField("出生年月", f"{person.birth_date:%Y年%m月}" if person.birth_date else ""),
        FormField("现任职务", record.cadre.duties),
        FormField("村（社区）", str(record.unit)),
        FormField("乡镇（街道）", str(record.township)),
    ]


def promotion_list(round_: PromotionRound, people: Sequence[PromotionApplication]) -> bytes:
    """The list of those to be published, with the days of publicity and where to object; no numbers of people, no birth days."""
    rows: list[list[TableValue]] = [
        [place, one.person.name, str(one.unit), one.cadre.duties, str(one.post or one.township), one.total]
        for place, one in enumerate(people, start=1)
    ]
    table = Table(
        header=["序号", "姓名", "所在村（社区）", "现任职务", "拟录用（聘用）单位", "总成绩"],
        rows=rows,
        widths=[1.6, 3, 6, 6, 6, 2.6],
    )
    first = min((one.public_on for one in people if one.public_on), default=calendar.today())
    return _published(round_.unit, f"{round_.title}拟录用（聘用）人员公示", table, first)


def role_model_list(round_: RoleModelRound, people: Sequence[RoleModelNomination]) -> bytes:
    """The list of those to be named, for publicity."""
    rows: list[list[TableValue]] = [
        [place, one.person.name, str(one.unit), str(one.township), one.cadre.duties]
        for place, one in enumerate(people, start=1)
    ]
    table = Table(header=["序号", "姓名", "村（社区）", "乡镇（街道）", "职务"], rows=rows, widths=[1.6, 3, 6, 5, 7])
    first = min((one.public_on for one in people if one.public_on), default=calendar.today())
    return _published(
        round_.unit, f"{round_.year}年{round_.get_level_display()}“{round_.award}”拟命名人选公示", table, first
    )


def _published(unit: Unit, title: str, table: Table, first: date) -> bytes:
    organ = issuing_organ(unit)
    body: list[Element] = [
        Paragraph(
            f"按照规定的条件和程序，经推荐、审查、考察和联审，现将拟定人选予以公示。公示自{first.year}年{first.month}月{first.day}日起，"
            "期限见公告。对人选有异议的，请在公示期内以来信、来电、来访等方式向公示单位反映，反映情况须客观真实。"
        ),
        table,
    ]
    return render_docx(OfficialDocument(title=title, body=body, signer=organ, date=calendar.today()))
