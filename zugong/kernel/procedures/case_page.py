"""The page of one case: what has happened, what runs, who is next, and what is open to whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history.models import Record
from zugong.kernel.ledger.addresses import address_of
from zugong.kernel.ledger.attachments import listed
from zugong.kernel.ledger.sections import sections_of
from zugong.kernel.parameters.versions import explained
from zugong.kernel.procedures.authority import follow, place_of
from zugong.kernel.procedures.clocks import clocks_of, due_of, standing_of
from zugong.kernel.procedures.contents import content_hash, shown_values
from zugong.kernel.procedures.crossing import CROSSED
from zugong.kernel.procedures.declaring import Procedure
from zugong.kernel.procedures.forms import ObjectionForm, PaperForm, form_of
from zugong.kernel.procedures.models import Clock, Duty, Objection, Reply, Signature
from zugong.kernel.procedures.moving import moves_open_to, reads_reason, signatures_of
from zugong.kernel.procedures.objections import objections_of
from zugong.kernel.procedures.paper_signing import may_register, possible_signers
from zugong.kernel.procedures.replying import item_label
from zugong.kernel.procedures.stages import clock_code, harmless_moves, publicity_of
from zugong.kernel.procedures.terms import Standing
from zugong.kernel.procedures.versions import ruling
from zugong.kernel.procedures.way import awaited, signer_name, steps_of
from zugong.kernel.registry.models import Unit

OWN_SECTION = "procedures/section.html"
PAPER, OBJECTING = "paper", "objection"


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock, how it stands, what made it, whether whoever looks may pause it; `waits` where it is no deadline but publicity."""

    clock: Clock
    standing: Standing
    made_by: Sequence[Any]
    may_pause: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class ShownPublicity:
    """Publicity as it stands: its last day, the objections so far, and the form to take another where whoever looks may."""

    clock: Clock
    end: Any
    objections: Sequence[Objection]
    form: ObjectionForm | None


def case_page(
    request: HttpRequest,
    procedure: Procedure,
    record: Record,
    *,
    failed: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case under the version that rules it; `failed` are forms to be shown open with their errors, by the move's name."""
    user: Any = request.user
    procedure, failed = ruling(procedure, record), failed or {}
    signatures = _readable(procedure, list(signatures_of(record)), user)
    own = [signature for signature in signatures if signature.procedure == procedure.code]
    waiting = awaited(procedure, record)
    digest = content_hash(record, procedure)
    names = {
        "procedure": procedure,
        "record": record,
        "state": procedure.stands_in(record),
        "address": getattr(record, "case_address", "") or address_of(record),
        "about": follow(record, procedure.about) if procedure.about else None,
        "steps": steps_of(procedure, record, signatures),
        "awaited": waiting,
        "signatures": [(one, signer_name(one), _move_label(procedure, one)) for one in own],
        "hash": digest,
        "unchanged": not own or own[-1].content_hash == digest,
        "values": shown_values(record),
        "objections": objections_of(procedure, record),
        "objecting_failed": OBJECTING in failed,
        "replies": _replies(procedure, record, user),
        "papers": _papers(procedure, record, user, failed),
        "duties": Duty.objects.open().about(record).select_related("unit"),
        "attachments": listed(record),
    }
    names |= _open_to(request, procedure, record, failed, at=waiting[0].unit if waiting else None)
    return render(request, "procedures/case.html", names, status=status)


def _readable(procedure: Procedure, signatures: list[Signature], user: User) -> list[Signature]:
    """The signatures, without the reasons that the user may not read."""
    for signature in signatures:
        if not reads_reason(procedure, signature, user):
            signature.why = ""
    return signatures


def _open_to(
    request: HttpRequest, procedure: Procedure, record: Record, failed: Mapping[str, Any], *, at: Unit | None
) -> dict[str, Any]:
    """What is different for each who looks: the moves, clocks, publicity and sections of other parts."""
    user: Any = request.user
    return {
        "moves": [
            (one, failed.get(one.name) or form_of(one, record, user), one.name in failed)
            for one in moves_open_to(record, user, procedure)
        ],
        "clocks": _clocks(procedure, record, user, at=at),
        "publicity": _publicity(procedure, record, user, failed),
        "sections": [
            (section.title, section.drawn(request))
            for section in sections_of(record, user)
            if section.template != OWN_SECTION
        ],
    }


def may_pause(procedure: Procedure, record: Record, user: User) -> bool:
    """True if the state's clock may be paused by the user: there or above."""
    state = procedure.stands_in(record)
    if state.limit is None or state.limit.paused_by is None:
        return False
    places = [place_of(record, move) for move in harmless_moves(procedure, state)]
    return any(place is not None and may(user, state.limit.paused_by, place) for place in places)


def _clocks(procedure: Procedure, record: Record, user: User, *, at: Unit | None) -> list[ShownClock]:
    own = clock_code(procedure, procedure.stands_in(record))
    allowed = may_pause(procedure, record, user)
    waiting = {clock_code(procedure, state) for state in procedure.states if state.publicity}
    return [
        ShownClock(
            clock=clock,
            standing=standing_of(clock, at=at),
            made_by=explained(clock.made_by),
            may_pause=allowed and clock.code == own and clock.stopped_on is None,
            waits=clock.code in waiting,
        )
        for clock in clocks_of(record)
    ]


def _publicity(procedure: Procedure, record: Record, user: User, failed: Mapping[str, Any]) -> ShownPublicity | None:
    public = publicity_of(procedure, record)
    if public is None:
        return None
    clock = public[1]
    form = failed.get(OBJECTING) or (ObjectionForm() if may(user, Verb.COMMENT) else None)
    objections = [one for one in objections_of(procedure, record) if one.clock_id == clock.pk]
    return ShownPublicity(clock=clock, end=due_of(clock), objections=objections, form=form)


def _replies(procedure: Procedure, record: Record, user: User) -> tuple[int, int, list[tuple[Reply, str]]] | None:
    """How many departments were asked last and how many have answered, and those replies that the user may read."""
    about = {"procedure": procedure.code, "model": ContentType.objects.get_for_model(record), "record_id": record.pk}
    asked = list(Reply.objects.filter(**about).order_by("-pk").values_list("pk", "stage", "turn", "state"))
    if not asked:
        return None
    latest = [pk for pk, stage, turn, _state in asked if (stage, turn) == asked[0][1:3]]
    answered = sum(state == Reply.State.REPLIED for pk, _stage, _turn, state in asked if pk in latest)
    seen = Reply.objects.visible_to(user).filter(pk__in=latest).select_related("unit").order_by("pk")
    return len(latest), answered, [(reply, item_label(reply) if reply.item else "") for reply in seen]


def _papers(
    procedure: Procedure, record: Record, user: User, failed: Mapping[str, Any]
) -> list[tuple[Any, PaperForm | None, bool]]:
    """The moves on that can be signed by hand, each with the form to register the signed sheet where the user may."""
    found: list[tuple[Any, PaperForm | None, bool]] = []
    for move in harmless_moves(procedure, procedure.stands_in(record)):
        kept = failed.get(f"{PAPER}-{move.name}")
        form = kept
        if kept is None and may_register(user, place_of(record, move)):
            form = PaperForm(signers=possible_signers(record, move), move=move, record=record, user=user)
        found.append((move, form, kept is not None))
    return found


def _move_label(procedure: Procedure, signature: Signature) -> str:
    if signature.move == CROSSED:
        return _("转入第 %(number)d 版程序") % {"number": signature.procedure_version}
    return next((str(one.label) for one in procedure.moves if one.name == signature.move), signature.move)
