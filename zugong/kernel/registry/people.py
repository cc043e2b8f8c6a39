"""Verbs on people: enter, seal what is personal, find by it, erase it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.history import writing
from zugong.kernel.registry.codes import birth_date_of, identity_number_mistake, phone_mistake, sex_of
from zugong.kernel.registry.models import Person, Post, Unit
from zugong.kernel.sealing.fields import normalised
from zugong.kernel.sealing.keys import destroy
from zugong.kernel.sealing.values import declared


class CannotKeepPerson(Exception):
    """What was said of a person cannot be right; the message says why, for people."""


class AlreadyKnown(CannotKeepPerson):
    """The identity number belongs to somebody who is registered already."""


class CannotEndPost(Exception):
    """A post cannot end on that day."""


@transaction.atomic
def add_person(*, name: str, unit: Unit, by: Any, identity_number: str = "", phone: str = "", **more: Any) -> Person:
    """Enter a person. Birth date and sex come from the identity number where they are not given. Raises CannotKeepPerson."""
    if not name.strip():
        raise CannotKeepPerson(_("姓名不能为空"))
    person = Person(name=name.strip(), unit=unit, **more)
    set_sealed(person=person, identity_number=identity_number, phone=phone)
    return writing.save(person, by=by)


def set_sealed(*, person: Person, identity_number: str | None = None, phone: str | None = None) -> Person:
    """Check and seal the given values on the person, which the caller saves; None leaves a value as it is. Raises CannotKeepPerson."""
    if person.is_erased:
        raise CannotKeepPerson(_("此人的个人信息已依法销毁，不能再填写"))
    if identity_number:
        _take_identity(person, normalised(identity_number))
    if phone and phone_mistake(phone):
        raise CannotKeepPerson(phone_mistake(phone))
    if identity_number is not None:
        person.identity_number = identity_number
    if phone is not None:
        person.phone = phone
    return person


def _take_identity(person: Person, number: str) -> None:
    mistake = identity_number_mistake(number)
    if mistake:
        raise CannotKeepPerson(mistake)
    mistake = person.contradiction(number)
    if mistake:
        raise CannotKeepPerson(mistake)
    holder = find_by_identity_number(number)
    if holder is not None and holder.pk != person.pk:
        raise AlreadyKnown(_("此身份证号已登记在%(unit)s，请勿重复建档") % {"unit": holder.unit})
    person.birth_date, person.sex = birth_date_of(number), sex_of(number)


def find_by_identity_number(number: str) -> Person | None:
    """The person with this identity number, found by its digest."""
    return (
        Person.objects.filter(Person.identity_number.among([number])).select_related("unit").first() if number else None
    )


def find_by_phone(phone: str) -> list[Person]:
    """The people with this phone number; families share one."""
    return list(Person.objects.filter(Person.phone.among([phone])).select_related("unit")) if phone else []


@transaction.atomic
def erase(*, person: Person, by: Any, why: str) -> Person:
    """Destroy the person's key: sealed values are gone for ever, from backups too; the name and posts stay. `why` is required."""
    if not why.strip():
        raise CannotKeepPerson(_("销毁个人信息须说明依据"))
    person = Person.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=person.pk)
    key = person.data_key
    if key is None:
        return person
    destroy(key)
    for one in declared():
        rows: Any = one.model._base_manager.filter(**{one.key_path: key}).exclude(**{one.token: ""})
        for row in [person] if one.model is Person else rows:
            setattr(row, one.name, "")
            writing.save(row, by=by, why=why)
    return person


@transaction.atomic
def end_post(*, post: Post, on: date, by: Any, why: str) -> Post:
    """End a post on a day. Raises CannotEndPost."""
    if post.end_date is not None:
        raise CannotEndPost(_("该任职已于 %(day)s 结束") % {"day": post.end_date})
    if post.start_date is not None and on < post.start_date:
        raise CannotEndPost(_("免职日期早于任职日期"))
    post.end_date = on
    return writing.save(post, by=by, why=why)


def posts_today(person: Person) -> list[Post]:
    """The posts that the person holds today."""
    today = calendar.today()
    posts = Post.objects.filter(person=person).select_related("unit")
    return [post for post in posts if post.end_date is None or post.end_date > today]
