"""Sealed values, declared on the model that holds them.

    phone = Sealed(_("手机号"), token="sealed_phone", digest="phone_digest", mask=mask_phone)

The record reads and writes it as an attribute. Read, it is a `SealedValue`, which prints as its mask wherever it is printed; the plain
value takes a deliberate `opened()`. Written in clear, it is sealed with the data key at the end of `key`, a path of foreign keys; a
key that is missing is made, and stored by `store_new_keys` when the record is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, overload

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.utils.functional import Promise

from zugong.kernel.sealing.classes import FieldClass, Mask
from zugong.kernel.sealing.fields import digest, digests, normalised, seal, unseal
from zugong.kernel.sealing.keys import BATCH, Erased, prepared_key
from zugong.kernel.sealing.masks import hide
from zugong.kernel.sealing.models import DataKey

_declared: list["Sealed"] = []


class KeyTaken(Exception):
    """Somebody else has given the record a key meanwhile; nothing was written."""


def _no_mistake(value: str) -> str:
    return ""


class Sealed:
    """A value that its model stores sealed in the column `token`, with a `digest` column to match it by (or none).

    `mistake` answers with what is wrong with a value that people typed; `tidy` writes equal values alike.
    """

    model: type[models.Model]
    name: str

    def __init__(
        self,
        label: str | Promise,
        *,
        token: str,
        digest: str = "",
        key: str = "data_key",
        mask: Mask = hide,
        mistake: Callable[[str], str] = _no_mistake,
        tidy: Callable[[str], str] = normalised,
        field_class: FieldClass = FieldClass.SENSITIVE,
    ) -> None:
        self.label = self.short_description = label
        self.token, self.digest = token, digest
        self.mask, self.mistake, self.tidy = mask, mistake, tidy
        self.field_class = field_class
        *self.way, self.key = key.split(LOOKUP_SEP)

    def contribute_to_class(self, model: Any, name: str) -> None:
        """Be an attribute of the model; the history keeps no copy of the token and takes no note of the digest."""
        self.model, self.name = model, name
        model.sealed = getattr(model, "sealed", frozenset()) | {self.token}
        model.untracked = getattr(model, "untracked", frozenset()) | ({self.digest} if self.digest else frozenset())
        stored = dict.fromkeys(filter(None, (self.token, self.digest)), self.field_class)
        model.field_classes = {**getattr(model, "field_classes", {}), **stored}
        setattr(model, name, self)
        _declared.append(self)

    @property
    def place(self) -> str:
        """What a token is bound to, so that it opens nowhere else: `person.phone`."""
        return f"{self.model._meta.model_name}.{self.name}"

    @property
    def key_path(self) -> str:
        """The lookup path to the data key."""
        return LOOKUP_SEP.join([*self.way, self.key])

    def holder(self, record: Any) -> Any:
        """The record that has the key: this one, or the one at the end of the way; None where the way is broken."""
        for step in self.way:
            record = getattr(record, step) if record is not None else None
        return record

    def among(self, values: Iterable[str], *, way: str = "") -> models.Q:
        """The condition that the stored value is one of these, without opening any; `way` leads to the model from elsewhere."""
        wanted = [one for value in values for one in digests(self.tidy(value))]
        return models.Q(**{LOOKUP_SEP.join(filter(None, (way, self.digest, "in"))): wanted})

    @overload
    def __get__(self, record: None, owner: Any) -> "Sealed": ...

    @overload
    def __get__(self, record: Any, owner: Any) -> "SealedValue": ...

    def __get__(self, record: Any, owner: Any) -> "Sealed | SealedValue":
        return self if record is None else SealedValue(self, record)

    def __set__(self, record: Any, value: str) -> None:
        plain = self.tidy(str(value))
        if plain and plain == self.__get__(record, None).opened():
            return
        setattr(record, self.token, seal(self._key_of(record), plain, place=self.place) if plain else "")
        if self.digest:
            setattr(record, self.digest, digest(plain))

    def _key_of(self, record: Any) -> DataKey:
        holder = self.holder(record)
        key: DataKey | None = getattr(holder, self.key)
        if key is None:
            key = prepared_key()
            setattr(holder, self.key, key)
        return key


@dataclass(frozen=True, slots=True, repr=False)
class SealedValue:
    """What stands in a sealed place of one record. It prints as its mask."""

    declared: Sealed
    record: Any

    def __bool__(self) -> bool:
        return bool(getattr(self.record, self.declared.token))

    def __str__(self) -> str:
        return self.declared.mask(self.opened())

    __repr__ = __str__

    def opened(self) -> str:
        """The plain value; empty where there is none or its key was destroyed. Raises Tampered, MasterKeyMissing."""
        token = getattr(self.record, self.declared.token)
        key = getattr(self.declared.holder(self.record), self.declared.key, None) if token else None
        try:
            return "" if key is None else unseal(key, token, place=self.declared.place)
        except Erased:
            return ""


def declared() -> list[Sealed]:
    """Every sealed value of the platform."""
    return list(_declared)


def sealed_of(model: Any) -> list[Sealed]:
    """The sealed values of a model."""
    return [one for one in _declared if issubclass(model, one.model)]


def sealed_named(model: Any, name: str) -> Sealed | None:
    """The sealed value of that name, or None where the model has no such."""
    return next((one for one in sealed_of(model) if one.name == name), None)


def store_new_keys(records: Iterable[Any]) -> None:
    """Store the keys that were made for values of these records. Whoever writes records calls it before, in the same transaction.

    Raises KeyTaken where another record holds the key and was given one meanwhile.
    """
    new: dict[Any, DataKey] = {}
    elsewhere = []
    for record in records:
        for one in sealed_of(type(record)):
            holder = _loaded(record, one.way)
            key = _loaded(holder, [one.key])
            if key is not None and key._state.adding and key.pk not in new:  # noqa: SLF001 - documented
                new[key.pk] = key
                elsewhere += [(holder, one.key, key)] if one.way and not holder._state.adding else []  # noqa: SLF001
    DataKey.objects.bulk_create(new.values(), batch_size=BATCH)
    for holder, name, key in elsewhere:
        free = type(holder)._base_manager.filter(pk=holder.pk, **{f"{name}__isnull": True})
        if not free.update(**{name: key}):
            raise KeyTaken(str(holder.pk))


def _loaded(record: Any, way: list[str]) -> Any:
    """What stands at the end of the way as far as it is in memory: a key that was just made is."""
    for step in way:
        field = None if record is None else type(record)._meta.get_field(step)
        record = None if field is None else field.get_cached_value(record, default=None)
    return record
