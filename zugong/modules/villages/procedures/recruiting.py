"""The procedures of the unified examination: the examination, a county's posts, a single post, an applicant."""

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, Publicity, State, Words
from zugong.modules.villages.actions import exam_applicants as check
from zugong.modules.villages.actions import exam_placing as placing
from zugong.modules.villages.actions import exam_steps as steps
from zugong.modules.villages.actions.exam_posts import APPLICANT, EXAM, PREFIX, QUOTA
from zugong.modules.villages.actions.exam_posts import POST as POST_CODE
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota

PLAN, APPROVE, CONFIRM, EDIT, REPORT = Verb.PLAN, Verb.APPROVE, Verb.CONFIRM, Verb.EDIT, Verb.REPORT
NOTICE = ("notice_number", "notice_date", "apply_from", "apply_to", "written_on")


def _exam_state(value: str, label: Words) -> State:
    publicity = Publicity(PREFIX + "publicity_days") if value == RecruitmentExam.State.PUBLIC else None
    return State(value, label, publicity=publicity)


EXAMS = Procedure(
    code=EXAM,
    label="统一招录考试",
    version=1,
    model=RecruitmentExam,
    states=[_exam_state(*choice) for choice in RecruitmentExam.State.choices],
    moves=[
        Move("call_for_posts", "下达指标、申报岗位", ("planning",), "posts", PLAN, check=steps.check_calling, after=steps.after_calling),
        Move("collect", "汇总报批", ("posts",), "approving", PLAN, check=steps.check_collected),
        Move("approve", "批准方案", ("approving",), "approved", APPROVE, acting="above", other_than=("collect",)),
        Move("send_back", "退回修改", ("approving",), "posts", APPROVE, acting="above", needs=("why",), danger=True),
        Move(
            "issue", "发布公告", ("approved",), "applying", PLAN, needs=NOTICE, asks=("interview_on", "notice_text"),
            check=steps.check_notice,
        ),
        Move("close_applications", "结束报名", ("applying",), "checking", PLAN, check=steps.check_applications_closed),
        Move(
            "admit", "审查结束、发放准考证", ("checking",), "written", PLAN, check=steps.check_checked,
            after=steps.after_checked,
        ),
        Move(
            "invite", "公布笔试成绩、确定面试名单", ("written",), "interview", CONFIRM, needs=("interview_on",),
            other_than=("written_by",), check=steps.check_written, after=steps.after_written,
        ),
        Move(
            "nominate", "公布综合成绩、确定考察名单", ("interview",), "vetting", CONFIRM, other_than=("interview_by",),
            check=steps.check_interviewed, after=steps.after_interviewed,
        ),
        Move(
            "publish", "公示拟录用人员", ("vetting",), "public", CONFIRM, check=steps.check_cleared,
            after=steps.after_publishing,
        ),
        Move("end_publicity", "公示期满、办理到岗", ("public",), "placing", CONFIRM),
        Move(
            "end_with_objection", "有异议成立，处理后办理到岗", ("public",), "placing", APPROVE, acting="above",
            needs=("why",), danger=True, check=steps.check_publicity_over,
        ),
        Move("step_back", "补充递补", ("placing",), "vetting", APPROVE, acting="above", needs=("why",), danger=True),
        Move("close", "办结", ("placing",), "closed", CONFIRM, check=steps.check_closing),
        Move(
            "call_off", "终止", ("planning", "posts", "approving", "approved", "applying", "checking"), "called_off",
            APPROVE, acting="above", needs=("why",), danger=True,
        ),
    ],
)  # fmt: skip

QUOTAS = Procedure(
    code=QUOTA,
    label="县区招录岗位申报",
    version=1,
    model=RecruitmentQuota,
    about="exam",
    states=[
        State("drafting", "编制岗位", limit=Limit(PREFIX + "posts_days", title="申报招录岗位")),
        State("submitted", "已报市级"),
        State("approved", "已核定"),
    ],
    moves=[
        Move("submit", "上报岗位", ("drafting",), "submitted", REPORT, check=steps.check_quota),
        Move("approve", "核定岗位", ("submitted",), "approved", PLAN, "exam.unit", other_than=("submit",)),
        Move("send_back", "退回修改", ("submitted", "approved"), "drafting", PLAN, "exam.unit", needs=("why",), danger=True,
             check=steps.check_reopening),
    ],
)  # fmt: skip

POSTS = Procedure(
    code=POST_CODE,
    label="招录岗位调整",
    version=1,
    model=RecruitmentPost,
    settled=("open",),
    states=[State(value, label) for value, label in RecruitmentPost.State.choices],
    moves=[
        Move(
            "lower_ratio", "降低开考比例", ("open",), "open", APPROVE, "quota.exam.unit", acting="above",
            needs=("opening_ratio", "why"), check=steps.check_lowering,
        ),
        Move(
            "reduce", "核减人数", ("open",), "open", APPROVE, "quota.exam.unit", acting="above", needs=("number", "why"),
            check=steps.check_reducing,
        ),
        Move(
            "cancel", "取消岗位", ("open",), "cancelled", APPROVE, "quota.exam.unit", acting="above", needs=("why",),
            danger=True, check=steps.check_post, after=steps.after_cancelling,
        ),
    ],
)  # fmt: skip

COUNTY = "post.quota.unit"
ALIVE = ("applied", "qualified", "admitted", "interview", "standby", "vetting", "cleared", "public")

APPLICANTS = Procedure(
    code=APPLICANT,
    label="招录报名人员",
    version=1,
    model=Applicant,
    about="post",
    settled=("unqualified", "standby"),
    states=[State(value, label) for value, label in Applicant.State.choices],
    moves=[
        Move("qualify", "审查合格", ("applied",), "qualified", CONFIRM, COUNTY, check=check.check_qualifying),
        Move(
            "refuse", "审查不合格", ("applied",), "unqualified", CONFIRM, COUNTY, needs=("refused_clause", "why"),
            danger=True, check=check.check_refusing,
        ),
        Move(
            "challenge", "登记申诉", ("unqualified",), "challenged", EDIT, COUNTY, needs=("why",), danger=True,
            check=check.check_challenging,
        ),
        Move(
            "grant", "复核合格", ("challenged",), "qualified", CONFIRM, COUNTY, needs=("why",), other_than=("refuse",),
        ),
        Move(
            "uphold", "复核维持", ("challenged",), "unqualified", CONFIRM, COUNTY, needs=("why",), other_than=("refuse",),
            danger=True,
        ),
        Move("admit", "发放准考证", ("qualified",), "admitted", None, COUNTY),
        Move("miss", "缺考", ("admitted", "interview"), "absent", None, COUNTY, danger=True),
        Move("fail", "成绩不合格", ("admitted", "interview"), "failed", None, COUNTY, danger=True),
        Move("invite", "进入面试", ("admitted",), "interview", None, COUNTY),
        Move("pass_over", "未入围", ("admitted", "interview"), "standby", None, COUNTY, danger=True),
        Move("nominate", "进入考察", ("interview",), "vetting", None, COUNTY),
        Move(
            "fill_interview", "递补进入面试", ("standby",), "interview", CONFIRM, COUNTY,
            check=placing.check_filling_interview,
        ),
        Move("step_up", "递补进入考察", ("standby",), "vetting", CONFIRM, COUNTY, check=placing.check_stepping_up),
        Move(
            "vet", "确定村并提请联审", ("vetting",), "vetting", CONFIRM, COUNTY, needs=("village", "placement"),
            check=placing.check_vetting, after=placing.after_vetting,
        ),
        Move(
            "clear", "体检考察合格", ("vetting",), "cleared", CONFIRM, COUNTY, needs=("physical",),
            check=placing.check_clearing,
        ),
        Move(
            "reject", "考察不合格", ("vetting", "cleared", "public"), "rejected", CONFIRM, COUNTY, needs=("why",),
            asks=("physical",), danger=True,
        ),
        Move("publish", "公示", ("cleared",), "public", None, COUNTY),
        Move(
            "place", "办理到岗", ("public",), "placed", CONFIRM, COUNTY, needs=("placed_on",),
            check=placing.check_placing, after=placing.after_placing,
        ),
        Move("withdraw", "登记放弃", ALIVE, "withdrew", EDIT, COUNTY, needs=("why",), danger=True),
        Move("drop", "岗位取消", ("applied", "qualified", "challenged", "unqualified"), "dropped", None, COUNTY, danger=True),
    ],
)  # fmt: skip
