"""Those who apply for a post of the examination. They are not people of the register: most of them never will be."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zugong.kernel.history.writing import values_of
from zugong.kernel.ledger.columns import labelled
from zugong.kernel.registry.codes import birth_date_of, identity_number_mistake, phone_mistake, sex_of
from zugong.kernel.registry.models import Person, Sex, Unit
from zugong.kernel.registry.models.people import tidy_phone
from zugong.kernel.registry.scope import ScopedRecord
from zugong.kernel.sealing.classes import NAME, FieldClass, Mask
from zugong.kernel.sealing.masks import mask_date, mask_identity_number, mask_name, mask_phone
from zugong.kernel.sealing.models import DataKey
from zugong.kernel.sealing.values import Sealed
from zugong.modules.villages.models.cadres import Office
from zugong.modules.villages.models.people import Level
from zugong.modules.villages.models.recruiting import HUNDRED, MOST_SCORE, RecruitmentExam, RecruitmentPost
from zugong.modules.villages.rules.recruiting import Clause as ClauseCode

SCORES: list[Any] = [MaxValueValidator(MOST_SCORE)]


class Clause(models.TextChoices):
    """The clauses of the notice that a qualification is checked against."""

    OLDEST = ClauseCode.OLDEST, _("年龄上限")
    YOUNGEST = ClauseCode.YOUNGEST, _("年龄下限")
    LEVEL = ClauseCode.LEVEL, _("学历")
    FULL_TIME = ClauseCode.FULL_TIME, _("全日制")
    SEX = ClauseCode.SEX, _("性别")
    KINSHIP = ClauseCode.KINSHIP, _("任职回避")
    SERVING = ClauseCode.SERVING, _("现任村干部")
    OTHER = ClauseCode.OTHER, _("其他条件")


class Applicant(ScopedRecord):
    """One application for one post. Identity number and phone are sealed with a key of the application's own.

    Scores are in hundredths of a point; None is “no score yet”, which is neither zero nor absent. `verdict` and `answers` are what the
    rules say of the qualification; the decision is the state, and people's.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("已报名")
        UNQUALIFIED = "unqualified", _("审查不合格")
        CHALLENGED = "challenged", _("申诉复核")
        QUALIFIED = "qualified", _("审查合格")
        ADMITTED = "admitted", _("已发准考证")
        ABSENT = "absent", _("缺考")
        INTERVIEW = "interview", _("进入面试")
        STANDBY = "standby", _("未入围（可递补）")
        FAILED = "failed", _("成绩不合格")
        VETTING = "vetting", _("体检考察和联审")
        CLEARED = "cleared", _("考察合格")
        REJECTED = "rejected", _("考察不合格")
        PUBLIC = "public", _("拟录用公示")
        PLACED = "placed", _("已到岗")
        WITHDREW = "withdrew", _("放弃")
        DROPPED = "dropped", _("岗位取消")

    class Verdict(models.TextChoices):
        MET = "met", _("符合")
        ASK = "ask", _("需核实")
        UNMET = "unmet", _("不符合")

    class Physical(models.TextChoices):
        PASSED = "passed", _("合格")
        FAILED = "failed", _("不合格")

    class Placement(models.TextChoices):
        RESERVE = Office.RESERVE.value, _("村级后备干部")
        OTHER = Office.OTHER.value, _("村专职工作者")

    exam = models.ForeignKey(
        RecruitmentExam, models.PROTECT, related_name="applicants", editable=False, verbose_name=_("统一招录考试")
    )
    post = models.ForeignKey(RecruitmentPost, models.PROTECT, related_name="applicants", verbose_name=_("报考岗位"))
    name = models.CharField(_("姓名"), max_length=40)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("学历"), choices=Level, null=True, blank=True)
    full_time = models.BooleanField(_("是否全日制"), null=True, blank=True)
    school = models.CharField(_("毕业院校"), max_length=60, blank=True)
    kin = models.CharField(_("在报考村、乡镇任职的亲属"), max_length=120, blank=True)
    applied_on = models.DateField(_("报名日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.APPLIED, editable=False)

    verdict = models.CharField(_("条件比对"), max_length=6, choices=Verdict, blank=True, editable=False)
    answers = models.JSONField(_("比对明细"), default=list, blank=True, editable=False)
    refused_clause = models.CharField(_("不符合的条款"), max_length=10, choices=Clause, blank=True)
    refused_on = models.DateField(_("告知日期"), null=True, blank=True, editable=False)

    admission_number = models.CharField(_("准考证号"), max_length=20, blank=True, editable=False, db_index=True)
    written_score = models.PositiveSmallIntegerField(_("笔试成绩"), null=True, editable=False, validators=SCORES)
    written_absent = models.BooleanField(_("笔试缺考"), default=False, editable=False)
    invited = models.BooleanField(_("进入面试"), default=False, editable=False)
    interview_score = models.PositiveSmallIntegerField(_("面试成绩"), null=True, editable=False, validators=SCORES)
    interview_absent = models.BooleanField(_("面试缺考"), default=False, editable=False)

    physical = models.CharField(_("体检结果"), max_length=6, choices=Physical, blank=True)
    village = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("拟到岗的村（社区）")
    )
    placement = models.CharField(_("到岗身份"), max_length=10, choices=Placement, default=Placement.RESERVE)
    placed_on = models.DateField(_("到岗日期"), null=True, blank=True)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="applications",
        verbose_name=_("人员"),
    )
    steps_up = models.BooleanField(_("递补"), default=False, editable=False)
    fills_gap = models.BooleanField(_("能补上所在村的缺口"), default=False, editable=False)

    data_key = models.OneToOneField(
        DataKey, models.PROTECT, null=True, blank=True, editable=False, related_name="applicant",
        verbose_name=_("数据密钥"),
    )  # fmt: skip
    sealed_identity_number = models.CharField(_("身份证号"), max_length=160, blank=True, editable=False)
    identity_digest = models.CharField(_("身份证号摘要"), max_length=64, blank=True, editable=False)
    sealed_phone = models.CharField(_("手机号"), max_length=160, blank=True, editable=False)
    phone_digest = models.CharField(_("手机号摘要"), max_length=64, blank=True, editable=False)

    identity_number = Sealed(
        _("身份证号"),
        token="sealed_identity_number",  # noqa: S106 - the name of a column
        digest="identity_digest",
        mask=mask_identity_number,
        mistake=identity_number_mistake,
    )
    phone = Sealed(
        _("手机号"),
        token="sealed_phone",  # noqa: S106 - the name of a column
        digest="phone_digest",
        mask=mask_phone,
        mistake=phone_mistake,
        tidy=tidy_phone,
    )

    unit_links: ClassVar[tuple[str, ...]] = ("post__unit",)
    untracked: ClassVar[frozenset[str]] = frozenset({"version", "data_key"})
    derived: ClassVar[frozenset[str]] = frozenset({"verdict", "answers"})
    field_classes: ClassVar[dict[str, FieldClass]] = {
        NAME: FieldClass.PERSONAL,
        "name": FieldClass.PERSONAL,
        "sex": FieldClass.PERSONAL,
        "birth_date": FieldClass.PERSONAL,
        "kin": FieldClass.PERSONAL,
        "physical": FieldClass.PERSONAL,
        "written_score": FieldClass.PERSONAL,
        "interview_score": FieldClass.PERSONAL,
        "written": FieldClass.PERSONAL,
        "interview": FieldClass.PERSONAL,
    }
    masks: ClassVar[dict[str, Mask]] = {NAME: mask_name, "name": mask_name, "birth_date": mask_date}

    class Meta(ScopedRecord.Meta):
        verbose_name = _("报名人员")
        ordering: ClassVar = ["exam", "post__code", "admission_number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exam", "identity_digest"],
                condition=Q(voided_at__isnull=True) & ~Q(identity_digest=""),
                name="one_application_per_exam_and_person",
                violation_error_message=_("此身份证号已报名本次考试，每人限报一个岗位"),
            ),
            models.UniqueConstraint(
                fields=["exam", "admission_number"],
                condition=~Q(admission_number=""),
                name="one_admission_number_once",
                violation_error_message=_("准考证号重复"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["post", "state"], name="applicants_of_post")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What the identity number says of birth and sex must be what stands there, or stands there from now on."""
        number = self.identity_number.opened()
        if not number:
            return
        if self.birth_date is not None and self.birth_date != birth_date_of(number):
            raise ValidationError({"birth_date": _("出生日期与身份证号不一致")})
        if self.sex in {Sex.MALE, Sex.FEMALE} and self.sex != sex_of(number):
            raise ValidationError({"sex": _("性别与身份证号不一致")})
        self.birth_date, self.sex = birth_date_of(number), sex_of(number)

    @property
    @labelled(_("笔试成绩（分）"))
    def written(self) -> str:
        """The written score in points, “缺考”, or nothing yet."""
        return str(_("缺考")) if self.written_absent else in_points(self.written_score)

    @property
    @labelled(_("面试成绩（分）"))
    def interview(self) -> str:
        """The interview's score in points, “缺考”, or nothing yet."""
        return str(_("缺考")) if self.interview_absent else in_points(self.interview_score)

    def signed_content(self) -> dict[str, Any]:
        """What a signature stands under: all but the copies of sealed values and of what people filled in elsewhere."""
        hidden = self.sealed | {"data_key_id"}
        return {name: value for name, value in values_of(self).items() if name not in hidden}


def in_points(hundredths: int | None) -> str:
    """A score as people write it: 8650 is 86.50; nothing where there is none."""
    return "" if hundredths is None else f"{hundredths // HUNDRED}.{hundredths % HUNDRED:02d}"
