"""Versions of procedures: a case ends under the one it began under.

What a declaration says is kept by the digest of its content when the first case begins under it. While a case runs under an earlier
version, that one is built anew from what was kept; the functions it names are looked up where they stand today.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import override

from zugong.kernel import calendar
from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, Publicity, Replies, State
from zugong.kernel.procedures.models import Case, ProcedureVersion
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3

WORDS_AND_FUNCTIONS = frozenset({"label", "title", "check", "after", "units", "question"})
"""What may be changed in a declaration without making another version of it."""

_former: dict[tuple[str, str], Procedure] = {}


def content_of(procedure: Procedure) -> dict[str, Any]:
    """All that a declaration says, as plain values."""
    with override("zh-hans"):
        return {
            "code": procedure.code,
            "label": str(procedure.label),
            "number": procedure.version,
            "state_field": procedure.state_field,
            "settled": list(procedure.settled),
            "about": procedure.about,
            "states": [_state_as_values(state) for state in procedure.states],
            "moves": [_move_as_values(move) for move in procedure.moves],
        }


@cache
def digest_of(procedure: Procedure) -> str:
    """The digest of what a declaration rules; other words for the same rules have the same digest."""
    return sm3(canonical(_ruling_values(content_of(procedure))))


def version_of(procedure: Procedure) -> ProcedureVersion:
    """The kept version of a declaration, kept now if it is the first time that it is used."""
    kept, _created = ProcedureVersion.objects.get_or_create(
        code=procedure.code,
        digest=digest_of(procedure),
        defaults={
            "number": procedure.version,
            "content": content_of(procedure),
            "first_used_on": calendar.today(),
        },
    )
    return kept


def keep_version(procedure: Procedure, record: models.Model) -> None:
    """The record begins its way under this version, unless it has begun already."""
    about = {"procedure": procedure.code, "model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    if not procedure.former and not Case.objects.filter(**about).exists():
        begun = {"version": version_of(procedure), "begun_on": calendar.today()}
        Case.objects.get_or_create(**about, defaults=begun)


def ruling(procedure: Procedure, record: models.Model) -> Procedure:
    """The version that rules the record: the one its case began under; the present one where none has begun."""
    return ruling_all(procedure, [record]).get(record.pk, procedure)


def ruling_all(procedure: Procedure, records: Iterable[models.Model]) -> Mapping[int, Procedure]:
    """The versions that rule records of one type, by primary key; records that the present one rules may be absent."""
    keys = [record.pk for record in records if record.pk is not None]
    if procedure.former or not keys:
        return dict.fromkeys(keys, procedure)
    about = ContentType.objects.get_for_model(procedure.model)
    begun = Case.objects.filter(procedure=procedure.code, model=about, record_id__in=keys)
    earlier = begun.exclude(version__digest=digest_of(procedure)).select_related("version")
    return {case.record_id: former_version(procedure, case.version) for case in earlier}


def former_version(procedure: Procedure, version: ProcedureVersion) -> Procedure:
    """An earlier version of a procedure, as it was kept."""
    key = (version.code, version.digest)
    if key not in _former:
        _former[key] = _rebuilt(procedure, version.content)
    return _former[key]


def _ruling_values(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _ruling_values(value) for name, value in content.items() if name not in WORDS_AND_FUNCTIONS}
    return [_ruling_values(value) for value in content] if isinstance(content, list) else content


def _state_as_values(state: State) -> dict[str, Any]:
    limit, publicity, replies = state.limit, state.publicity, state.replies
    return {
        "name": state.name,
        "label": str(state.label),
        "limit": limit
        and {"days": limit.days, "working": limit.working, "title": limit.title, "paused_by": limit.paused_by},
        "publicity": publicity and {"days": publicity.days, "working": publicity.working},
        "replies": replies
        and {
            "units": _name_of(replies.units),
            "question": _name_of(replies.question),
            "days": replies.days,
            "working": replies.working,
            # Unsaid, these stay out: a procedure that does not use them is the same version as before.
            **({"items": [[code, str(label)] for code, label in replies.items]} if replies.items else {}),
            **({"closed": True} if replies.closed else {}),
        },
    }


PLAIN = ("name", "target", "verb", "place", "acting", "countersigns", "danger")
ROWS = ("sources", "needs", "asks", "other_than")


def _move_as_values(move: Move) -> dict[str, Any]:
    plain = {name: getattr(move, name) for name in PLAIN}
    rows = {name: list(getattr(move, name)) for name in ROWS}
    closed = {"closed": True} if move.closed else {}
    return (
        plain | rows | closed | {"label": str(move.label), "check": _name_of(move.check), "after": _name_of(move.after)}
    )


def _name_of(function: Callable[..., Any] | None) -> str:
    return "" if function is None else f"{function.__module__}:{function.__qualname__}"


def _rebuilt(procedure: Procedure, content: Mapping[str, Any]) -> Procedure:
    present_moves = {move.name: move for move in procedure.moves}
    present_states = {state.name: state for state in procedure.states}
    return Procedure(
        code=procedure.code,
        label=content["label"],
        version=content["number"],
        model=procedure.model,
        states=[_state_from(values, present_states.get(values["name"])) for values in content["states"]],
        moves=[_move_from(values, present_moves.get(values["name"])) for values in content["moves"]],
        state_field=content["state_field"],
        settled=tuple(content["settled"]),
        about=content["about"],
        content=procedure.content,
        former=True,
    )


def _state_from(values: Mapping[str, Any], present: State | None) -> State:
    limit, publicity, replies = values["limit"], values["publicity"], values["replies"]
    now = present.replies if present else None
    if replies:
        replies = replies | {
            "units": _function(replies["units"], now and now.units),
            "question": _function(replies["question"], now and now.question),
            "items": tuple((code, label) for code, label in replies.get("items", ())),
        }
    if limit:
        limit = limit | {
            "paused_by": _verb(limit["paused_by"]),
            "case": present.limit and present.limit.case if present else None,
        }
    return State(
        name=values["name"],
        label=values["label"],
        limit=Limit(**limit) if limit else None,
        publicity=Publicity(**publicity) if publicity else None,
        replies=Replies(**replies) if replies else None,
    )


def _move_from(values: Mapping[str, Any], present: Move | None) -> Move:
    rows = {name: tuple(values[name]) for name in ROWS}
    functions = {
        name: _function(values[name], getattr(present, name, None)) if values[name] else None
        for name in ("check", "after")
    }
    return Move(**(dict(values) | rows | functions | {"verb": _verb(values["verb"])}))


def _verb(name: str | None) -> Verb | None:
    return Verb(name) if name else None


def _function(name: str, present: Any) -> Any:
    """The function that an earlier version names, where it still stands; else what the present version does in its place."""
    module, _colon, path = name.partition(":")
    try:
        return attrgetter(path)(import_module(module))
    except (ImportError, AttributeError):
        return present
