"""Whom a line of a roster means: somebody registered already, or somebody new."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.ledger.lookups import Lookups
from zugong.kernel.registry.codes import birth_date_of, sex_of
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.sealing.fields import digests


def person_meant(values: Mapping[str, Any], *, unit: Unit, known: Person | None, lookups: Lookups) -> Person:
    """The person by identity number, else by name in the village, else a new one; `known` is whom the record names already.

    Raises ValidationError where the number is somebody else's, or where several people could be meant.
    """
    number, name = values.get("identity_number") or "", values["name"]
    holder = _holder(number, lookups)
    if holder is not None:
        if known is not None and holder.pk != known.pk:
            raise ValidationError({"identity_number": _("此身份证号已登记在另一人名下，请核对号码")})
        if known is None and holder.name != name:
            raise ValidationError({"identity_number": _("此身份证号已登记在另一姓名下，请核对姓名和号码")})
        return holder
    if known is not None:
        return known
    namesakes = [one for one in lookups.find(Person, "name", name) if one.unit_id == unit.pk and _fits(one, values)]
    if len(namesakes) > 1:
        raise ValidationError({"identity_number": _("本村有同名人员，请填写身份证号加以区分")})
    return namesakes[0] if namesakes else Person(name=name, unit=unit)


def _holder(number: str, lookups: Lookups) -> Person | None:
    for one in digests(number):
        for person in lookups.find(Person, "identity_digest", one):
            return person
    return None


def _fits(person: Person, values: Mapping[str, Any]) -> bool:
    """May the person without further proof be the one that the line names?"""
    if values.get("identity_number") and person.identity_digest:
        return False
    born = _born(values)
    return person.birth_date is None or born is None or _same_day(born, person.birth_date)


def _same_day(said: date, known: date) -> bool:
    """A roster often gives the month alone, which reads as its first day."""
    return said == known or (said.day == 1 and said.replace(day=known.day) == known)


def _born(values: Mapping[str, Any]) -> date | None:
    number = values.get("identity_number") or ""
    return birth_date_of(number) if number else values.get("birth_date")


def check_against_number(values: Mapping[str, Any]) -> None:
    """Raise ValidationError where birth date or sex are not those of the identity number."""
    number = values.get("identity_number") or ""
    if not number:
        return
    born, said = birth_date_of(number), values.get("birth_date")
    if born is not None and said is not None and not _same_day(said, born):
        raise ValidationError({"birth_date": _("与身份证号中的出生日期不一致，请核对这两项")})
    if values.get("sex") and values["sex"] != sex_of(number):
        raise ValidationError({"sex": _("与身份证号中的性别不一致，请核对这两项")})


def tell(person: Person, values: Mapping[str, Any], *, unit: Unit, by: User, rename: bool) -> None:
    """Write onto the person what the line says; what it leaves empty stays, and so does a person of somebody else's."""
    home = unit if person.unit_id == unit.pk else person.unit
    if person.pk is not None and not may(by, Verb.EDIT, at=home):
        return
    if rename:
        person.name = values["name"]
    born = _born(values)
    if born is not None and (person.birth_date is None or not _same_day(born, person.birth_date)):
        person.birth_date = born
    number, phone = values.get("identity_number") or "", values.get("phone") or ""
    person.sex = sex_of(number) if number else values.get("sex") or person.sex
    # Told apart by their digests, values that stay need no key to be read.
    if number and person.identity_digest not in digests(number):
        person.identity_number = number
    if phone and person.phone_digest not in digests(phone):
        person.phone = phone
