"""The forms of the ways up: a round, which is no longer changed once announced; an application; a score sheet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.ledger.widgets import RecordPicker
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.modules.villages.models import PromotionPost, PromotionRound, VillageCadre

PAPERS = {"written": later("笔试"), "interview": later("面试")}
ORGANISERS = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE)


def check_draft(instance: Any, first_state: str) -> None:
    """Raise ValidationError if the round has been announced."""
    if instance.pk and instance.state != first_state:
        raise ValidationError(_("公告已经发布，不能再改；确需调整的，取消这个批次后重新发布"))


def check_organiser(unit: Any) -> None:
    """Raise ValidationError unless a city, a county or a zone holds the round."""
    if unit is not None and unit.kind not in ORGANISERS:
        raise ValidationError({"unit": _("由市、县区或开发区组织，请选择其中之一")})


class PromotionRoundForm(RecordForm):
    """Draws up a round; whoever draws it up does not also sign the announcement."""

    class Meta:
        model = PromotionRound
        fields = (
            "unit", "track", "year", "title", "quota", "applies_from", "applies_to", "exam_on", "interview_on",
            "document_number", "conditions",
        )  # fmt: skip
        widgets = {"unit": RecordPicker(Unit)}

    def clean(self) -> dict[str, Any]:
        """A draft of a city or a county; the civil service is recruited for by the city or above."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_draft(self.instance, PromotionRound.State.NOTICE)
        check_organiser(values.get("unit"))
        if self.instance.pk is None:
            self.instance.drawn_up_by = self.user
        return values


class ApplyForm(forms.Form):
    """An application: the cadre for the own person, or, with the signed paper, the township for a cadre it chooses."""

    cadre: Any = forms.ModelChoiceField(
        VillageCadre.objects.none(), label=later("村干部"), widget=RecordPicker(VillageCadre)
    )
    post: Any = forms.ModelChoiceField(PromotionPost.objects.none(), label=later("报考岗位"))
    statement = forms.CharField(
        label=later("本人陈述"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=later("主要工作经历和实绩，可不填"),
    )
    paper = forms.FileField(label=later("本人签名的报名表"), help_text=later("代为报名须上传扫描件或照片"))

    def __init__(self, *args: Any, round_: PromotionRound, user: Any, own: VillageCadre | None, **more: Any) -> None:
        super().__init__(*args, **more)
        cadre: Any = self.fields["cadre"]
        cadre.queryset = VillageCadre.objects.visible_to(user).filter(in_office=True).select_related("unit", "person")
        cadre.widget.reader = user
        post: Any = self.fields["post"]
        post.queryset = round_.posts.select_related("unit")
        if own is not None:
            del self.fields["cadre"], self.fields["paper"]
        if not post.queryset:
            del self.fields["post"]


class ScoresForm(forms.Form):
    """A score sheet, pasted or as a file."""

    paper = forms.ChoiceField(label=later("哪一项成绩"), choices=list(PAPERS.items()))
    text = forms.CharField(
        label=later("粘贴成绩"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=later("每行：准考证号、成绩；缺考的写“缺考”。可从表格直接复制"),
    )
    file = forms.FileField(
        label=later("或上传表格"), required=False, help_text=later("xlsx 或文本；第一列准考证号，最后一列成绩")
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is given."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("text") and not values.get("file"):
            raise ValidationError(_("请粘贴成绩或上传表格"))
        return values
