"""The papers of joint vetting: the county's letter with its reply sheet, and the form by which a secretary is filed."""

from datetime import date
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.documents.writing.elements import Align, Heading, Paragraph, Table
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, render_form
from zugong.kernel.documents.writing.official import Appendix, OfficialDocument, render_docx
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.registry.models import Sex, Unit, UnitKind
from zugong.modules.villages.actions.departments import departments_of
from zugong.modules.villages.actions.filing import FILING
from zugong.modules.villages.models import Ban, JointReview, SecretaryFiling

INSIDE_ONLY = "内部资料　请勿外传"


def request_letter(review: JointReview) -> bytes:
    """The letter by which the county asks its departments, with the reply sheet as appendix (GB/T 9704)."""
    organ = organ_of(review.county)
    asked_on = review.asked_on or calendar.today()
    days = int(value_of("villages.vetting.reply_days", at=review.county))
    departments = [str(unit) for unit in departments_of(review.county).units] or ["各联审成员单位"]
    office = f"，拟任{review.get_office_display()}" if review.office else ""
    letter = OfficialDocument(
        title="关于征求村干部人选联审意见的函",
        issuer_mark=organ,
        recipient="，".join(departments),
        body=[
            Paragraph(
                f"根据村干部县级联审有关要求，现就{review.unit.name}{review.person.name}同志"
                f"（{review.get_occasion_display()}{office}）征求你单位意见。"
            ),
            Paragraph(
                f"请对照负面清单逐项核查，于{_long(calendar.add_working_days(asked_on, days))}前"
                f"（{days}个工作日内）书面答复。逾期未答复的按逾期登记，不视为同意。"
            ),
            Heading(1, "人选情况"),
            _candidate(review),
        ],
        signer=organ,
        date=asked_on,
        appendices=[Appendix(title="村干部人选联审意见回复单", body=[_sheet(), Paragraph(_SIGNED)])],
        header_note=INSIDE_ONLY,
    )
    return render_docx(letter)


_SIGNED = "答复结论：□无异议　□有异议　　经办人：　　　　　负责人：　　　　　（单位盖章）　　　　年　　月　　日"


def _candidate(review: JointReview) -> Table:
    person = review.person
    return Table(
        header=["姓名", "性别", "出生年月", "所在村（社区）", "乡镇（街道）", "拟任职务"],
        rows=[
            [
                person.name,
                str(Sex(person.sex).label),
                f"{person.birth_date:%Y.%m}" if person.birth_date else "—",
                str(review.unit),
                str(review.township),
                review.get_office_display() if review.office else "—",
            ]
        ],
        widths=[3, 2, 3, 5, 4, 5],
    )


def _sheet() -> Table:
    rows: list[list[Any]] = [
        [number, str(label), "□无　□有", ""] for number, (_code, label) in enumerate(Ban.choices, start=1)
    ]
    return Table(
        header=["序号", "负面清单情形", "核查结果", "具体情况和时限"],
        rows=rows,
        widths=[1.6, 10, 3.6, 6],
        alignments=[Align.CENTRE, Align.LEFT, Align.CENTRE, Align.LEFT],
    )


def filing_form(filing: SecretaryFiling) -> bytes:
    """The form by which a township files a change of secretary, with the code of its content."""
    form = Form(
        title="村党组织书记县级备案表",
        issuer=str(filing.township.name),
        number=filing.document_number,
        date=filing.filed_on,
        fields=[
            FormField("村（社区）", filing.unit.name),
            FormField("姓名", filing.person.name),
            FormField("备案事项", filing.get_kind_display()),
            FormField("变动日期", filing.happened_on.isoformat()),
            FormField("任职方式", filing.role.get_basis_display() or "—"),
            FormField("任免文件", filing.document_number or "—"),
            FormField("报备时限", filing.due_on.isoformat() if filing.due_on else "—"),
            FormField("报备日期", filing.filed_on.isoformat() if filing.filed_on else "—"),
            FormField("变动原因", filing.role.leaving_why or filing.role.get_leaving_display(), wide=True, lines=3),
        ],
        signatures=[SignatureBox("乡镇（街道）党（工）委\n意见"), SignatureBox("县级组织部门\n备案意见")],
        note="任职、调整、免职均须在时限内报县级组织部门备案，并附任免文件。",
        content_code=content_hash(filing, procedure_named(FILING)),
    )
    return render_form(form)


def organ_of(county: Unit) -> str:
    """The organ in whose name a county or a zone asks."""
    return f"中共{county.name}委组织部" if county.kind == UnitKind.COUNTY else f"{county.name}党群工作部"


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
