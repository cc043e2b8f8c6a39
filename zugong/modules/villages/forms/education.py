"""What a line of a roster says of education, held against what is registered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.registry.models import Person
from zugong.modules.villages.models import Education


def education_said(person: Person, values: Mapping[str, Any], known: Sequence[Education]) -> list[Education]:
    """The education to write; nothing where the line says nothing of it. Raises ValidationError."""
    level, full_time, school = values.get("level"), values.get("full_time"), values.get("school") or ""
    if level is None:
        if school or full_time is not None:
            raise ValidationError({"level": _("填写了毕业院校或是否全日制，请一并填写学历")})
        return []
    same = [one for one in known if one.level == level and (not school or one.school in {"", school})]
    education = same[0] if same else Education(person=person, level=level)
    education.school = school or education.school
    education.full_time = education.full_time if full_time is None else full_time
    return [education]
