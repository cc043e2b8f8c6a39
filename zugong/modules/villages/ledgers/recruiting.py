"""The lists of the unified recruitment examination."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.declaring import Ledger
from zugong.modules.villages.forms.recruiting import ApplicantForm, ExamForm, PostForm
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota


class RecruitmentExams(Ledger):
    """全市村级后备力量统一招录考试：方案、公告、报名和考试日期、比例和权重。"""

    model = RecruitmentExam
    columns = ("title", "year", "quota", "state", "apply_from", "apply_to", "written_on", "interview_on")
    filters = {"year": ["exact"], "state": ["exact"]}
    form_fields = (
        "unit", "year", "number", "title", "quota", "most_age", "least_age", "least_level", "full_time", "opening_ratio",
        "interview_ratio", "written_weight", "written_pass", "interview_pass", "notice_number", "notice_date",
        "notice_text", "apply_from", "apply_to", "written_on", "interview_on",
    )  # fmt: skip
    form_class = ExamForm
    verbs = {"edit": Verb.PLAN}
    ordering = ("-year", "-number", "pk")
    search_fields = ("title", "notice_number")
    detail_sections = (
        (_("方案"), ("title", "unit", "year", "number", "quota", "state")),
        (_("条件和比例"), ("most_age", "least_age", "least_level", "full_time", "opening_ratio", "interview_ratio",
                      "written_weight", "written_pass", "interview_pass")),
        (_("公告和日期"), ("notice_number", "notice_date", "apply_from", "apply_to", "written_on", "interview_on",
                      "notice_text")),
    )  # fmt: skip


class RecruitmentQuotas(Ledger):
    """每次统一招录考试下达各县区的指标，和县区岗位申报到哪一步。"""

    model = RecruitmentQuota
    columns = ("exam", "unit", "number", "state")
    filters = {"exam": ["exact"], "unit": ["within"], "state": ["exact"]}
    ordering = ("-exam__year", "unit__path", "pk")
    search_fields = ("unit__name", "exam__title")


class RecruitmentPosts(Ledger):
    """统一招录考试的岗位：哪个乡镇、招几人、什么条件、为哪些村的缺口而设。"""

    model = RecruitmentPost
    columns = ("code", "unit", "quota__unit", "title", "number", "conditions", "opening_ratio", "state")
    filters = {
        "quota__exam": ["exact"],
        "unit": ["within"],
        "women_only": ["exact"],
        "state": ["exact"],
    }
    form_fields = ("quota", "unit", "title", "number", "women_only", "most_age", "least_level", "full_time", "demand")
    form_class = PostForm
    children = {"gaps": ("village",)}
    ordering = ("code", "pk")
    search_fields = ("code", "unit__name", "title")


class Applicants(Ledger):
    """统一招录考试的报名人员：报考岗位、条件比对、准考证号、成绩和办理状态；可导入报名表，同一人重复导入不会重复登记。"""

    model = Applicant
    name = "recruitment-applicants"
    columns = (
        "name", "post", "post__unit", "sex", "birth_date", "level", "full_time", "verdict", "admission_number", "written",
        "interview", "state",
    )  # fmt: skip
    filters = {
        "exam": ["exact"],
        "post": ["exact"],
        "post__unit": ["within"],
        "state": ["exact", "in"],
        "verdict": ["exact"],
        "full_time": ["isnull"],
        "invited": ["exact"],
        "steps_up": ["exact"],
    }
    form_fields = (
        "post", "name", "identity_number", "sex", "birth_date", "phone", "level", "full_time", "school", "kin", "applied_on",
    )  # fmt: skip
    form_class = ApplicantForm
    ordering = ("exam", "post__code", "admission_number", "pk")
    search_fields = ("name", "admission_number", "post__code")
    detail_sections = (
        (_("报名"), ("name", "post", "identity_number", "sex", "birth_date", "phone", "level", "full_time", "school", "kin",
                   "applied_on")),
        (_("审查和成绩"), ("state", "verdict", "refused_clause", "refused_on", "admission_number", "written", "interview")),
        (_("考察和到岗"), ("physical", "village", "placement", "steps_up", "person", "placed_on")),
    )  # fmt: skip
