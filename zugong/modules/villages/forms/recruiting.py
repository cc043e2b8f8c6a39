"""The forms of the unified examination: the plan, a post, an applicant."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.sealed_fields import SealedField
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.parameters.reading import value_of
from zugong.kernel.parameters.versions import noting
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.actions.exam_posts import PLANNED, PREFIX, draft_post, next_serial
from zugong.modules.villages.models import Applicant, RecruitmentExam, RecruitmentPost, RecruitmentQuota

ExamState = RecruitmentExam.State
TYPED_TERMS = tuple(name for name in RecruitmentExam.terms if name != "ties")
NOTICED = ("notice_number", "notice_date", "notice_text", "apply_from", "apply_to", "written_on", "interview_on")
OPEN_TO_CHANGES = frozenset({ExamState.PLANNING, ExamState.POSTS, ExamState.APPROVING, ExamState.APPROVED})
CORRECTABLE = frozenset({Applicant.State.APPLIED, Applicant.State.CHALLENGED})


class ExamForm(RecordForm):
    """The plan. A new one begins with the terms that hold today; once the notice is out, only later days can be set."""

    class Meta:
        model = RecruitmentExam
        fields = ("unit", "year", "number", "title", "quota", *TYPED_TERMS, *NOTICED)
        widgets = {"unit": RecordPicker(Unit)}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cities: Any = self.fields["unit"]
        cities.queryset = cities.queryset.filter(kind=UnitKind.CITY)
        if self.instance.pk is None:
            with noting() as used:
                terms = {name: value_of(PREFIX + name, at=None) for name in RecruitmentExam.terms}
            self.instance.made_by, self.instance.ties = used.stored(), terms.pop("ties")
            for name, value in terms.items():
                self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        """What the notice has told stays as it was told."""
        values: dict[str, Any] = super().clean() or {}
        told = ("quota", *TYPED_TERMS, "notice_number", "notice_date", "apply_from", "apply_to")
        if self.instance.pk and self.instance.state not in OPEN_TO_CHANGES:
            changed = [name for name in told if name in self.changed_data]
            for name in changed:
                self.add_error(name, _("公告已发布，这一项不能再改；确需调整的，重新发布公告"))
        elif self.instance.pk and self.instance.state != ExamState.PLANNING and "quota" in self.changed_data:
            self.add_error("quota", _("指标已下达，计划招录人数不能再改"))
        return values


class PostForm(RecordForm):
    """A post of a county, while the county draws up its posts."""

    class Meta:
        model = RecruitmentPost
        fields = ("quota", "unit", "title", "number", "women_only", "most_age", "least_level", "full_time", "demand")
        widgets = {"quota": RecordPicker(RecruitmentQuota), "unit": RecordPicker(Unit)}

    def clean(self) -> dict[str, Any]:
        """The post lies in the county, whose posts are still being drawn up; a new one gets its code."""
        values: dict[str, Any] = super().clean() or {}
        quota: RecruitmentQuota | None = values.get("quota")
        unit: Unit | None = values.get("unit")
        if quota is None or unit is None:
            return values
        if not (unit.path or "").startswith(quota.unit.path or "-"):
            self.add_error("unit", _("不在%(unit)s范围内") % {"unit": quota.unit})
        if quota.state != RecruitmentQuota.State.DRAFTING or quota.exam.state not in PLANNED:
            raise ValidationError(_("%(unit)s的岗位已上报，不能再改；确需修改的，请市级退回") % {"unit": quota.unit})
        if not self.instance.code:
            self.instance.code = draft_post(quota, serial=next_serial(quota)).code
        return values


class ApplicantForm(RecordForm):
    """One line of the registration workbook. It finds the examination by the post."""

    identity_number = SealedField(Applicant.identity_number)
    phone = SealedField(Applicant.phone)

    class Meta:
        model = Applicant
        fields = ("post", "name", "sex", "birth_date", "level", "full_time", "school", "kin", "applied_on")
        widgets = {"post": RecordPicker(RecruitmentPost)}

    field_order = (
        "post", "name", "identity_number", "sex", "birth_date", "phone", "level", "full_time", "school", "kin", "applied_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sex"].required = False

    def clean_sex(self) -> str:
        """What is unsaid is what the identity number says, or stays as it is."""
        return self.cleaned_data["sex"] or self.instance.sex

    def clean_name(self) -> str:
        """Names have no spaces inside: 李　明 is 李明."""
        name: str = self.cleaned_data["name"]
        return name if name.isascii() else "".join(name.split())

    def clean(self) -> dict[str, Any]:
        """Applications are taken in while they are open; what was applied with can be corrected until it is decided on."""
        values: dict[str, Any] = super().clean() or {}
        post: RecruitmentPost | None = values.get("post")
        if post is None:
            return values
        if self.instance.pk is not None and self.instance.state not in CORRECTABLE:
            if self.changed_data:
                raise ValidationError(
                    _("已经是“%(state)s”，报名信息不能再改") % {"state": self.instance.get_state_display()}
                )
            return values
        found = self.lookups.find(RecruitmentQuota, "pk", post.quota_id)
        exams = self.lookups.find(RecruitmentExam, "pk", found[0].exam_id) if found else []
        if not exams or not self._taken(exams[0], post):
            raise ValidationError({"post": _("这个岗位现在不接受报名")})
        self.instance.exam = exams[0]
        if not self.instance.pk and not values.get("identity_number"):
            self.add_error("identity_number", _("请填写身份证号"))
        return values

    def _taken(self, exam: RecruitmentExam, post: RecruitmentPost) -> bool:
        if self.instance.pk is not None:
            return exam.pk == self.instance.exam_id
        return exam.state == ExamState.APPLYING and post.state == RecruitmentPost.State.OPEN
