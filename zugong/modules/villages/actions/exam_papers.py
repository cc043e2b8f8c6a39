"""The papers of an examination: notice with post table, publicity list; as docx in the layout of GB/T 9704, and as xlsx."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zugong.kernel import calendar
from zugong.kernel.documents.writing.elements import Align, Element, Heading, Paragraph, Table
from zugong.kernel.documents.writing.official import Appendix, OfficialDocument, render_docx
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.writing import Sheet, write_workbook
from zugong.modules.villages.actions.exam_posts import PREFIX
from zugong.modules.villages.actions.exam_seen import PostRow
from zugong.modules.villages.models import Applicant, Level, RecruitmentExam
from zugong.modules.villages.models.applicants import in_points
from zugong.modules.villages.rules.exam_ranking import Tie, total_in_points, total_of

DRAFT_NOTE = "草稿　未经签发不得外传"
TIE_WORDS = {Tie.WRITTEN: "笔试成绩高者优先", Tie.LEVEL: "学历高者优先", Tie.YOUNGER: "年龄小者优先"}
MISSING_WORDS = {"young": "35岁及以下", "college": "全日制大专", "woman": "女性"}
POST_COLUMNS = [
    Column("code", "岗位代码", Kind.CODE), Column("county", "县区"), Column("town", "乡镇（街道）"), Column("title", "岗位名称"),
    Column("number", "招录人数", Kind.INTEGER), Column("conditions", "资格条件"),
]  # fmt: skip
NAMED_COLUMNS = [
    Column("post", "岗位代码", Kind.CODE), Column("town", "乡镇（街道）"), Column("admission", "准考证号", Kind.CODE),
    Column("written", "笔试成绩"), Column("interview", "面试成绩"), Column("total", "综合成绩"), Column("note", "备注"),
]  # fmt: skip


def organ_of(exam: RecruitmentExam) -> str:
    """The organ in whose name the papers go out."""
    return f"中共{exam.unit.name}委组织部"


def notice_paper(exam: RecruitmentExam, rows: Sequence[PostRow]) -> bytes:
    """The notice with the table of posts as its appendix."""
    places = sum(row.post.number for row in rows)
    body: list[Element] = [
        Paragraph(
            f"为加强村干部队伍建设，按照“市级统筹、县区组织、乡镇落地”的要求，决定面向社会统一招录村级后备力量{places}名。"
            "现将有关事项公告如下。"
        ),
        Heading(1, "招录岗位"),
        Paragraph(f"共设{len(rows)}个岗位，计划招录{places}人，具体岗位和条件见附件。"),
        Heading(1, "资格条件"),
        *(Paragraph(line) for line in _conditions(exam)),
        Heading(1, "报名和资格审查"),
        Paragraph(
            f"报名时间为{_long(exam.apply_from)}至{_long(exam.apply_to)}，每人限报一个岗位。审查不合格的，告知所依条款；"
            f"对结果有异议的，可在告知后{value_of(PREFIX + 'challenge_days', at=exam.unit)}个工作日内提出申诉。"
        ),
        Paragraph(f"岗位合格报名人数与招录人数之比低于{exam.opening_ratio}:1的，取消、核减该岗位或者降低开考比例。"),
        Heading(1, "考试"),
        *(Paragraph(line) for line in _examination(exam)),
        Heading(1, "体检、考察和联审"),
        Paragraph("按综合成绩从高到低、与招录人数1:1确定体检考察人选，同步进行县级联审；不合格或者放弃的，依次递补。"),
        Heading(1, "公示和到岗"),
        Paragraph(
            f"拟录用人员公示{value_of(PREFIX + 'publicity_days', at=exam.unit)}个工作日。期满无异议的，安排到村任村级后备干部或者"
            "专职工作者；进入村“两委”班子的，须依法选举或者按党内程序产生。"
        ),
        *(Paragraph(line) for line in exam.notice_text.splitlines() if line.strip()),
    ]
    return _paper(
        exam,
        f"{exam.title}公告",
        body,
        [Appendix(title="招录岗位表", body=[_post_table(rows)])],
        exam.notice_number,
        exam.notice_date,
    )


def _conditions(exam: RecruitmentExam) -> list[str]:
    level = Level(exam.least_level).label
    return [
        f"年龄在{exam.least_age}周岁以上、{exam.most_age}周岁及以下，以报名截止日计算；",
        f"具有{'全日制' if exam.full_time else ''}{level}及以上学历；",
        "具有正常履行职责的身体条件；与报考村现任村干部有夫妻、直系血亲等关系的，须如实填报；",
        "岗位表另有条件的，从其规定。",
    ]


def _examination(exam: RecruitmentExam) -> list[str]:
    ties = "、".join(TIE_WORDS[Tie(tie)] for tie in exam.ties)
    marks = f"面试成绩低于{exam.interview_pass}分的，不进入下一环节。" if exam.interview_pass else ""
    return [
        f"笔试时间为{_long(exam.written_on)}。按笔试成绩从高到低、与招录人数{exam.interview_ratio}:1确定面试人选，末位同分的一并进入。",
        f"综合成绩＝笔试成绩×{exam.written_weight}%＋面试成绩×{exam.interview_weight}%；综合成绩相同的，依次按{ties}确定名次。{marks}",
    ]


def _post_table(rows: Sequence[PostRow]) -> Table:
    return Table(
        header=["岗位代码", "县区", "乡镇（街道）", "岗位名称", "人数", "资格条件"],
        rows=[list(_post_line(row).values()) for row in rows],
        landscape=True,
        widths=[4, 3.2, 4.2, 3.8, 1.8, 8],
        alignments=[Align.CENTRE, Align.CENTRE, Align.CENTRE, Align.CENTRE, Align.CENTRE, Align.LEFT],
    )


def _post_line(row: PostRow) -> dict[str, Any]:
    post = row.post
    return {
        "code": post.code,
        "county": str(post.quota.unit),
        "town": str(post.unit),
        "title": post.title,
        "number": post.number,
        "conditions": post.conditions,
    }


def posts_workbook(exam: RecruitmentExam, rows: Sequence[PostRow]) -> bytes:
    """The table of posts, with the villages that each serves and how many applied."""
    more = [
        Column("villages", "对应的村（社区）和缺口"),
        Column("applied", "报名", Kind.INTEGER),
        Column("qualified", "合格", Kind.INTEGER),
    ]
    lines = [
        _post_line(row)
        | {
            "villages": "；".join(f"{village}（缺{missing_words(missing)}）" for village, missing in row.gaps),
            "applied": row.applied,
            "qualified": row.qualified,
        }
        for row in rows
    ]
    sheet = Sheet(
        "岗位表", [*POST_COLUMNS, *more], lines, title=f"{exam.title}岗位表", as_of=calendar.today(), source=exam.title
    )
    return write_workbook([sheet])


def missing_words(missing: Sequence[str]) -> str:
    """Which of the “three ones” are missing, in words."""
    return "、".join(MISSING_WORDS.get(one, one) for one in missing) or "人手"


def named(exam: RecruitmentExam, applicants: Sequence[Applicant]) -> list[dict[str, Any]]:
    """The lines of the publicity list: admission numbers and scores, no names."""
    return [
        {
            "post": one.post.code,
            "town": str(one.post.unit),
            "admission": one.admission_number,
            "written": in_points(one.written_score),
            "interview": in_points(one.interview_score),
            "total": _total(exam, one),
            "note": "递补" if one.steps_up else "",
        }
        for one in applicants
    ]


def _total(exam: RecruitmentExam, one: Applicant) -> str:
    if one.written_score is None or one.interview_score is None:
        return ""
    return total_in_points(total_of(one.written_score, one.interview_score, weight=exam.written_weight))


def publicity_paper(exam: RecruitmentExam, applicants: Sequence[Applicant], *, begun: date, ends: date | None) -> bytes:
    """The publicity of those to be recruited, by admission number."""
    lines = named(exam, applicants)
    body: list[Element] = [
        Paragraph(
            f"经报名、资格审查、笔试、面试、体检考察和县级联审，确定{len(lines)}名拟录用人员，现予公示（名单见附件，以准考证号排列）。"
        ),
        Paragraph(f"公示时间：{_long(begun)}至{_long(ends)}。"),
        Paragraph(
            "公示期间，对公示对象有异议的，可以来信、来电或者来访向组织部门反映；以个人名义反映的，请署真实姓名。"
        ),
    ]
    table = Table(
        header=["序号", *(column.label for column in NAMED_COLUMNS)],
        rows=[[number, *line.values()] for number, line in enumerate(lines, start=1)],
        widths=[1.6, 3.6, 4, 3.8, 2.6, 2.6, 2.6, 2],
        landscape=True,
    )
    return _paper(
        exam, f"{exam.title}拟录用人员公示", body, [Appendix(title="拟录用人员名单", body=[table])], "", begun
    )


def publicity_workbook(exam: RecruitmentExam, applicants: Sequence[Applicant]) -> bytes:
    """The publicity list as a workbook."""
    sheet = Sheet(
        "拟录用人员",
        NAMED_COLUMNS,
        named(exam, applicants),
        title=f"{exam.title}拟录用人员名单",
        as_of=calendar.today(),
        source=exam.title,
    )
    return write_workbook([sheet])


def _paper(
    exam: RecruitmentExam, title: str, body: list[Element], appendices: list[Appendix], number: str, day: date | None
) -> bytes:
    organ = organ_of(exam)
    return render_docx(
        OfficialDocument(
            title=title,
            body=body,
            issuer_mark=organ,
            number=number,
            signer=organ,
            date=day or calendar.today(),
            printed_by=f"{organ}办公室",
            printed_on=day or calendar.today(),
            appendices=appendices,
            header_note=DRAFT_NOTE if day is None else "",
        )
    )


def _long(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "（待定）"
