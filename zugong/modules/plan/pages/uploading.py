"""Where a plan comes in: /plan/new."""

import io
import zipfile
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from zugong.kernel.access.models import User
from zugong.kernel.access.roles import VERBS, Verb
from zugong.kernel.documents.reading.shapes import CannotRead
from zugong.kernel.ledger.attachments import attach
from zugong.kernel.ledger.contents import LARGEST
from zugong.kernel.ledger.models import Secrecy as FileSecrecy
from zugong.kernel.ledger.refusing import Refused
from zugong.kernel.registry.models import Unit
from zugong.modules.plan.actions.editions import CannotUpload, upload
from zugong.modules.plan.models import Edition
from zugong.modules.plan.models.plans import Secrecy

FILE_SECRECY: dict[str, str] = {
    Secrecy.PUBLIC: FileSecrecy.OPEN,
    Secrecy.INTERNAL: FileSecrecy.INTERNAL,
    Secrecy.WORK_SECRET: FileSecrecy.WORK_SECRET,
}


def units_planned_for(user: User) -> list[Unit]:
    """The units whose plans the user may upload."""
    return [grant.unit for grant in user.grants_today if Verb.PLAN in VERBS[grant.role]]


class UploadForm(forms.Form):
    """A plan's file and what the file may not say itself."""

    file = forms.FileField(label=_("计划文件"), help_text=_("PDF（有文字层）、DOCX、TXT、HTML；扫描图片读不出文字"))
    unit: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), empty_label=None
    )
    year = forms.IntegerField(
        label=_("年度"), required=False, min_value=2000, max_value=2100, help_text=_("留空则从文件里读出")
    )
    issued_on = forms.DateField(
        label=_("成文日期"),
        required=False,
        help_text=_("“半年内”这类时限从这一天起算；留空则用文件上的日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    secrecy = forms.ChoiceField(
        label=_("公开属性"),
        required=False,
        choices=[("", _("沿用原计划；新计划为公开")), *Secrecy.choices],
        help_text=_("非公开的计划，下级只看到自己承担的任务"),
    )

    def clean_file(self) -> UploadedFile:
        """A file that is small enough to be read at once."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("“%(name)s”超过 50 MB，请压缩或拆分后再上传") % {"name": file.name})
        return file

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        units = units_planned_for(user)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload a plan and see it read."""
    user: Any = request.user
    if not units_planned_for(user):
        return render(request, "plan/cannot_upload.html", status=403)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        edition = _read(form, user)
        if edition is not None:
            return redirect("plan_edition", edition.pk)
    return render(request, "plan/new.html", {"form": form})


def _read(form: UploadForm, user: User) -> Edition | None:
    """The edition read from the form's file; None with the reason beside the field."""
    given = form.cleaned_data
    content = given["file"].read()
    try:
        with transaction.atomic():
            edition = upload(
                unit=given["unit"],
                content=content,
                name=given["file"].name,
                by=user,
                year=given["year"],
                issued_on=given["issued_on"],
                secrecy=given["secrecy"],
            )
            attach(edition, _kept(given["file"].name, content), by=user, secrecy=FILE_SECRECY[edition.plan.secrecy])
    except (CannotRead, Refused) as refusal:
        form.add_error("file", str(refusal))
    except CannotUpload as refusal:
        form.add_error(refusal.field or None, str(refusal))
    else:
        return edition
    return None


def _kept(name: str, content: bytes) -> SimpleUploadedFile:
    """The original file as it is kept: a web page in a ZIP file, since no browser should run what somebody sent in."""
    if not name.lower().endswith((".html", ".htm")):
        return SimpleUploadedFile(name, content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return SimpleUploadedFile(f"{name}.zip", packed.getvalue())
