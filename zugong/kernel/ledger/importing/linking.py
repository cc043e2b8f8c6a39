"""Finds the records that texts in a column of links mean: by code, by name, units also by a name that begins with those above."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.seeing import named
from zugong.kernel.registry.models import Unit

NAMES = ("name", "short_name", "title", "username")
SHOWN_CANDIDATES = 5
_BETWEEN = re.compile(r"[\s/\\>·、，,\-—]+")
_QUALIFIED = re.compile(r"(.+?)[(（]([^()（）]+)[)）]")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A text that means no record or several, with what may be meant."""

    reason: str
    suggestions: tuple[str, ...] = ()


class Links:
    """The records that may be chosen in one field of a form, found by set and remembered by text."""

    def __init__(self, queryset: Any, user: User) -> None:
        related = getattr(queryset.model, "named_with", ())
        self._queryset = queryset.select_related(*related) if related else queryset
        self._model = queryset.model
        self._user = user
        self._found: dict[str, Any] = {}

    def read(self, texts: Iterable[str]) -> None:
        """Find what these texts mean, with one query for all that are new."""
        new = set(texts) - self._found.keys()
        if new:
            self._found.update(self._look_up(new))

    def meant(self, text: str) -> Any:
        """The record, or an Unclear."""
        if text not in self._found:
            self.read([text])
        return self._found[text]

    def _look_up(self, texts: set[str]) -> dict[str, Any]:
        written = {text: _QUALIFIED.fullmatch(text) for text in texts}
        wanted = texts | {match[1].strip() for match in written.values() if match}
        by_code, by_name = self._candidates(wanted)
        found: dict[str, Any] = {}
        for text, qualified in written.items():
            candidates = by_code.get(text) or by_name.get(text, [])
            if not candidates and qualified:
                candidates = [one for one in by_name.get(qualified[1].strip(), []) if _is_of(one, qualified[2].strip())]
            found[text] = candidates[0] if len(candidates) == 1 else self._unclear(text, candidates)
        return found

    def _candidates(self, wanted: set[str]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        """Records by unique texts such as codes, and by names."""
        fields = [field for field in self._model._meta.concrete_fields if isinstance(field, models.CharField)]
        codes = [field.name for field in fields if field.unique]
        names = [field.name for field in fields if field.name in NAMES and not field.unique]
        by_code: dict[str, list[Any]] = defaultdict(list)
        by_name: dict[str, list[Any]] = defaultdict(list)
        asked = models.Q(pk__in=())
        for name in [*codes, *names]:
            asked |= models.Q(**{f"{name}__in": wanted})
        for record in self._queryset.filter(asked).order_by("pk"):
            for places, attributes in ((by_code, codes), (by_name, names)):
                for text in {getattr(record, name) for name in attributes} & wanted:
                    places[text].append(record)
        return by_code, by_name

    def _unclear(self, text: str, candidates: list[Any]) -> Unclear:
        label = self._model._meta.verbose_name
        if not candidates:
            words = _("没有找到这个%(label)s，或者不在您所辖的范围内")
            return Unclear(words % {"label": label})
        some = candidates[:SHOWN_CANDIDATES]
        names = [_with_unit(one, named(one, self._user)) for one in some]
        words = _("有 %(count)d 个%(label)s叫这个名字：%(names)s；请写明是哪一个")
        # What is masked, or the same for two, could not be looked up again.
        can_be_chosen = names == [_with_unit(one, str(one)) for one in some] and len(set(names)) == len(names)
        return Unclear(
            words % {"count": len(candidates), "label": label, "names": "、".join(names)},
            tuple(names) if can_be_chosen else (),
        )


class UnitLinks(Links):
    """The units that may be chosen. 甲河村, 木厂镇甲河村 and 金安区/木厂镇/甲河村村委会 all mean the village; a code is surest."""

    def __init__(self, queryset: Any, user: User) -> None:
        super().__init__(queryset, user)
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        self._by_code: dict[str, Unit] = {}
        self._by_pk: dict[int, Unit] = {}

    def _look_up(self, texts: set[str]) -> dict[str, Any]:
        if not self._by_pk:
            self._read_all()
        return {text: self._one(text) for text in texts}

    def _read_all(self) -> None:
        self._by_pk = Unit.objects.in_bulk()
        for unit in self._queryset:
            self._by_code[unit.code] = unit
            for name in {unit.name, unit.short_name} - {""}:
                self._by_name[name].append(unit)

    def _one(self, text: str) -> Any:
        if text in self._by_code:
            return self._by_code[text]
        plain = _BETWEEN.sub("", text)
        candidates = self._by_name.get(text) or list(self._qualified(plain))
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return self._unclear(text, candidates)
        close = get_close_matches(plain, self._by_name, n=3, cutoff=0.7)
        return Unclear(self._unclear(text, []).reason, tuple(close))

    def _qualified(self, text: str) -> Iterator[Unit]:
        """The units whose name the text ends with, after names of units above them."""
        for start in range(len(text) - 1):
            for unit in self._by_name.get(text[start:], ()):
                if not start or self._is_below(unit, text[:start]):
                    yield unit

    def _is_below(self, unit: Unit, names: str) -> bool:
        """True if the names are those of units above, from the top down, some of them perhaps left out."""
        rest = names
        for above in (self._by_pk[key] for key in unit.ancestor_ids if key in self._by_pk):
            taken = next((name for name in (above.name, above.short_name) if name and rest.startswith(name)), "")
            rest = rest[len(taken) :]
        return not rest

    def _unclear(self, text: str, candidates: list[Any]) -> Unclear:
        if not candidates:
            return super()._unclear(text, candidates)
        full = [self._full_name(unit) for unit in candidates[:SHOWN_CANDIDATES]]
        words = _("有 %(count)d 个单位叫这个名字：%(names)s；请写明上级，或填写单位代码")
        return Unclear(words % {"count": len(candidates), "names": "、".join(full)}, tuple(full))

    def _full_name(self, unit: Unit) -> str:
        """The unit's name after those above it, without the root's, which says nothing."""
        above = (self._by_pk[key].name for key in unit.ancestor_ids[1:] if key in self._by_pk)
        return "".join([*above, unit.name])


def links_for(queryset: Any, user: User) -> Links:
    """What finds the records of a queryset by their texts, and names them as the user may read them."""
    return (UnitLinks if queryset.model is Unit else Links)(queryset, user)


def _with_unit(record: Any, name: str) -> str:
    """A record's name with the unit it belongs to, by which namesakes differ and by which the text may name it."""
    unit = getattr(record, "unit", None)
    return f"{name}（{unit}）" if isinstance(unit, Unit) else name


def _is_of(record: Any, place: str) -> bool:
    unit = getattr(record, "unit", None)
    return isinstance(unit, Unit) and place in {unit.name, unit.short_name, unit.code}
