"""The papers of a clue: the card that goes with it, and the notice to the person concerned."""

from zugong.kernel.documents.writing.elements import Paragraph
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, render_form
from zugong.kernel.documents.writing.official import OfficialDocument, render_docx
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.declaring import procedure_named
from zugong.kernel.registry.models import UnitKind
from zugong.modules.villages.actions.clues import PROCEDURE
from zugong.modules.villages.models import Clue

SECRECY_NOTE = "工作秘密　仅限办理人员阅知"


def subject_of(clue: Clue) -> str:
    """Whom the clue is about: the person's name, or the village's body."""
    return clue.person.name if clue.person is not None else str(clue.get_team_display())


def clue_card(clue: Clue) -> bytes:
    """The card (问题线索办理卡) with what is known so far, and room for those who sign by hand; emptied after handing over."""
    fields = [
        FormField("村（社区）", clue.village.name),
        FormField("反映对象", subject_of(clue)),
        FormField("受理日期", clue.received.isoformat()),
        FormField("线索来源", str(clue.get_source_display())),
    ]
    if clue.is_handed_over:
        fields += [
            FormField("移送去向", str(clue.get_receiver_display())),
            FormField("移送结果", str(clue.get_outcome_display()) or "尚未反馈"),
        ]
    else:
        fields += [
            FormField("问题类型", str(clue.get_kind_display())),
            FormField("承办单位", str(clue.handler or "")),
            FormField("查核时限", clue.due.isoformat() if clue.due else ""),
            FormField("查核结论", str(clue.get_finding_display())),
            FormField("反映内容", clue.text, wide=True, lines=3),
            FormField("查核情况", clue.facts, wide=True, lines=4),
            FormField("处理意见", clue.opinion, wide=True, lines=2),
            FormField("整改情况", clue.rectification, wide=True, lines=2),
        ]
    return render_form(
        Form(
            title="问题线索办理卡",
            issuer=clue.unit.name,
            number=clue.number,
            date=clue.received,
            fields=fields,
            signatures=[SignatureBox("查核人一"), SignatureBox("查核人二"), SignatureBox("受理单位意见")],
            note="查核须由两人进行、两人签字；办理人员与反映对象有关的应当回避。",
            header_note=SECRECY_NOTE,
            content_code=content_hash(clue, procedure_named(PROCEDURE)),
        )
    )


def handling_notice(clue: Clue) -> bytes:
    """The notice of a measure (处理告知书) to the person or the team concerned, with the right to be heard. Needs a measure."""
    if not clue.measure or clue.handled_on is None:
        raise ValueError("there is no measure to give notice of")
    day = clue.handled_on
    body = [
        Paragraph(
            f"经查核，反映你在{clue.village.name}任职期间的有关问题{clue.get_finding_display()}。"
            f"{clue.unit.name}于{day.year}年{day.month}月{day.day}日决定给予{clue.get_measure_display()}。"
        ),
        *([Paragraph(f"处理意见：{clue.opinion}")] if clue.opinion else []),
    ]
    if clue.effect_until is not None:
        end = clue.effect_until
        body.append(Paragraph(f"影响期至{end.year}年{end.month}月{end.day}日（含当日）。"))
    body.append(Paragraph("请在规定时限内完成整改并书面报告。如有不同意见，可以向作出处理的单位书面提出。"))
    return render_docx(
        OfficialDocument(
            title="处理告知书",
            number=clue.number,
            recipient=f"{subject_of(clue)}{'同志' if clue.person is not None else ''}",
            body=body,
            signer=clue.unit.name if clue.unit.kind != UnitKind.SECTION else str(clue.unit.parent or clue.unit),
            date=day,
            header_note=SECRECY_NOTE,
        )
    )
